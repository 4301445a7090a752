// Step 2: the way to the key, and what each way needs.

import type { Config } from "./config.js";
import { h, icon, reveal } from "./dom.js";
import { follow, messages, type Text } from "./language.js";
import { PROVIDERS, type Provider, type Store, type Way } from "./state.js";

export function keyStep(store: Store, config: Config | null): HTMLElement {
  const panels = { a1: a1Panel(store, config), local: localPanel(), cloud: cloudPanel(store) };
  store.watch(({ way }) => reveal(panels, way));
  return h("div", {}, ways(store), h("div", { class: "stack" }, panels.a1, panels.local, panels.cloud));
}

function ways(store: Store): HTMLElement {
  const option = (way: Way, drawing: "file" | "token" | "cloud") => {
    const input = h("input", {
      type: "radio",
      name: "way",
      value: way,
      id: `way-${way}`,
      checked: store.choices().way === way,
    });
    input.addEventListener("change", () => store.choose({ way }));
    const text = h(
      "span",
      { class: "way-text" },
      h("strong", {}, (m) => m.key[way].name),
      h("small", {}, (m) => m.key[way].hint),
    );
    return h("label", { class: "way" }, input, icon(drawing), text);
  };
  const legend = h("legend", { class: "visually-hidden" }, (m) => m.key.legend);
  return h(
    "fieldset",
    { class: "ways" },
    legend,
    option("a1", "file"),
    option("local", "token"),
    option("cloud", "cloud"),
  );
}

function a1Panel(store: Store, config: Config | null): HTMLElement {
  const input = h("input", {
    type: "file",
    id: "certificate",
    class: "file-input",
    "aria-labelledby": "certificate-label certificate-name",
    accept: ".pfx,.p12,application/x-pkcs12",
  });
  const name = h("span", { class: "picked", id: "certificate-name" });
  const change = h("span", { class: "change" });
  const show = () => {
    change.textContent = store.choices().certificate ? messages().document.change : messages().a1.choose;
    name.textContent = store.choices().certificate?.name ?? messages().a1.none;
    name.classList.toggle("is-empty", !store.choices().certificate);
  };
  input.addEventListener("change", () => {
    if (input.files?.[0]) store.choose({ certificate: input.files[0] });
    input.value = "";
  });
  store.watch(show);
  follow(name, show);
  const pick = h("label", { class: "pick", for: "certificate" }, input, name, change);
  const file = h(
    "div",
    { class: "field" },
    h("span", { class: "label", id: "certificate-label" }, (m) => m.a1.file),
    pick,
  );
  return h(
    "div",
    { class: "panel" },
    h("div", { class: "fields" }, file, passwordField(store)),
    note((m) => m.a1.note, testCertificate(store, config)),
  );
}

function passwordField(store: Store): HTMLElement {
  const input = h("input", { type: "password", id: "password", autocomplete: "off", spellcheck: "false" });
  const toggle = h("button", { type: "button", class: "inside", "aria-controls": "password" });
  const label = () => (toggle.textContent = input.type === "password" ? messages().a1.show : messages().a1.hide);
  follow(toggle, label);
  input.addEventListener("input", () => {
    input.removeAttribute("aria-invalid");
    store.choose({ password: input.value });
  });
  toggle.addEventListener("click", () => {
    input.type = input.type === "password" ? "text" : "password";
    label();
  });
  store.watch(({ password }) => {
    if (input.value !== password) input.value = password;
  });
  return h(
    "div",
    { class: "field" },
    h("label", { class: "label", for: "password" }, (m) => m.a1.password),
    h("span", { class: "with-inside" }, input, toggle),
  );
}

function testCertificate(store: Store, config: Config | null): HTMLElement | null {
  const offered = config?.testCertificate;
  if (!offered) return null;
  const button = h("button", { type: "button", class: "link", id: "use-test-certificate" }, (m) => m.a1.test);
  button.addEventListener("click", async () => {
    const response = await fetch(offered.url);
    if (!response.ok) return;
    const name = offered.url.split("/").at(-1) ?? "a1.pfx";
    store.choose({ certificate: new File([await response.blob()], name), password: offered.password });
  });
  return button;
}

function localPanel(): HTMLElement {
  const steps = [0, 1, 2] as const;
  const denied = h("p", { class: "hint is-error" }, (m) => m.local.denied);
  denied.hidden = true;
  watchPermission((state) => (denied.hidden = state !== "denied"));
  return h(
    "div",
    { class: "panel" },
    h("p", { class: "text" }, (m) => m.local.needs),
    h("ul", { class: "points" }, ...steps.map((step) => h("li", {}, (m) => m.local.steps[step]))),
    denied,
  );
}

// The browser's permission for loopback addresses. Asking for its state prompts nobody; browsers without it throw.
async function watchPermission(show: (state: PermissionState) => void): Promise<void> {
  for (const name of ["loopback-network", "local-network-access"]) {
    try {
      const status = await navigator.permissions.query({ name: name as PermissionName });
      status.addEventListener("change", () => show(status.state));
      return show(status.state);
    } catch {
      // The browser does not know this name.
    }
  }
}

function cloudPanel(store: Store): HTMLElement {
  const option = ([provider, name]: [string, string]) => {
    const input = h("input", {
      type: "radio",
      name: "provider",
      value: provider,
      checked: store.choices().provider === provider,
    });
    input.addEventListener("change", () => store.choose({ provider: provider as Provider }));
    return h("label", { class: "provider" }, input, h("span", {}, name));
  };
  const legend = h("legend", { class: "label" }, (m) => m.cloud.legend);
  const providers = h("fieldset", { class: "providers" }, legend, ...Object.entries(PROVIDERS).map(option));
  return h(
    "div",
    { class: "panel" },
    providers,
    note((m) => m.cloud.note, null),
  );
}

function note(text: Text, action: HTMLElement | null): HTMLElement {
  return h("p", { class: "after note" }, h("span", {}, text), action);
}
