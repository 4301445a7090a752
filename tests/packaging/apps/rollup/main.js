import { createSignerConnector } from "signer-connector";
import { offer } from "./offer.js";

offer(createSignerConnector());
