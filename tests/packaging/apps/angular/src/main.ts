import { Component } from "@angular/core";
import { bootstrapApplication } from "@angular/platform-browser";
import { createSignerConnector } from "signer-connector";
import { offer } from "./offer.js";

@Component({ selector: "app-root", template: "<h1>Angular</h1>" })
class App {
  constructor() {
    offer(createSignerConnector({ assets: "signer-connector/" }));
  }
}

bootstrapApplication(App);
