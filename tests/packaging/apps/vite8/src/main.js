import { createSignerConnector } from "signer-connector";
import { offer } from "./offer.js";

offer(location.hash === "#worker" ? inWorker() : createSignerConnector());

/** The same call, made in a worker. */
function inWorker() {
  const worker = new Worker(new URL("./worker.js", import.meta.url), { type: "module" });
  return {
    sign: (request) =>
      new Promise((resolve, reject) => {
        worker.onmessage = ({ data }) => resolve(data);
        worker.onerror = ({ message }) => reject(new Error(message));
        worker.postMessage(request);
      }),
  };
}
