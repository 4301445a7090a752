import { createSignerConnector } from "signer-connector";
import a1 from "signer-connector/a1";
import appearance from "signer-connector/appearance";
import font from "signer-connector/font";
import wasm from "signer-connector/wasm";
import { offer } from "./offer.js";

offer(createSignerConnector({ assets: { wasm, a1, appearance, font } }));
