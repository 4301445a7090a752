// Step 2: the way to the key, and what each way needs.

import type { Complaints } from "./complaints.js";
import type { Config } from "./config.js";
import { h, icon, reveal } from "./dom.js";
import { fileField } from "./file-field.js";
import { follow, messages, type Text } from "./language.js";
import { PROVIDERS, type Provider, type Store, type Way } from "./state.js";

export function keyStep(store: Store, complaints: Complaints, config: Config | null): HTMLElement {
  const panels = {
    a1: a1Panel(store, complaints, config),
    local: localPanel(),
    cloud: cloudPanel(store, complaints, config),
  };
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

function a1Panel(store: Store, complaints: Complaints, config: Config | null): HTMLElement {
  const file = fileField(store, complaints, {
    field: "certificate",
    accept: ".pfx,.p12,application/x-pkcs12",
    label: (m) => m.a1.file,
    none: (m) => m.a1.none,
  });
  return h(
    "div",
    { class: "panel" },
    h("div", { class: "fields" }, file, passwordField(store, complaints)),
    note((m) => m.a1.note, testCertificate(store, complaints, config)),
  );
}

function passwordField(store: Store, complaints: Complaints): HTMLElement {
  const input = h("input", { type: "password", id: "password", autocomplete: "off", spellcheck: "false" });
  const toggle = h("button", { type: "button", class: "inside", "aria-controls": "password" });
  const label = () => (toggle.textContent = input.type === "password" ? messages().a1.show : messages().a1.hide);
  follow(toggle, label);
  input.addEventListener("input", () => store.choose({ password: input.value }));
  toggle.addEventListener("click", () => {
    input.type = input.type === "password" ? "text" : "password";
    label();
  });
  store.watch(({ password }) => {
    if (input.value === password) return;
    input.value = password;
    // The next person's is not shown because this one's was.
    input.type = "password";
    label();
  });
  return h(
    "div",
    { class: "field" },
    h("label", { class: "label", for: "password" }, (m) => m.a1.password),
    h("span", { class: "with-inside" }, input, toggle),
    complaints.beside("password", input),
  );
}

function testCertificate(store: Store, complaints: Complaints, config: Config | null): HTMLElement | null {
  const offered = config?.testCertificate;
  if (!offered) return null;
  const button = h("button", { type: "button", class: "link", id: "use-test-certificate" }, (m) => m.a1.test);
  button.addEventListener("click", () => {
    fetched(offered.url).then(
      (certificate) => store.choose({ certificate, password: offered.password }),
      () => complaints.tell("certificate", (m) => m.a1.testFailed),
    );
  });
  return button;
}

async function fetched(url: string): Promise<File> {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${url} answered ${response.status}`);
  return new File([await response.blob()], url.split("/").at(-1) ?? "a1.pfx");
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

function cloudPanel(store: Store, complaints: Complaints, config: Config | null): HTMLElement {
  const offered = providersOf(config);
  if (offered[0] && !offered.includes(store.choices().provider)) store.choose({ provider: offered[0] });
  const option = (provider: Provider) => {
    const input = h("input", {
      type: "radio",
      name: "provider",
      value: provider,
      checked: store.choices().provider === provider,
    });
    input.addEventListener("change", () => store.choose({ provider }));
    return h("label", { class: "provider" }, input, h("span", {}, PROVIDERS[provider]));
  };
  const legend = h("legend", { class: "label" }, (m) => m.cloud.legend);
  // The role of a list of radio buttons is one that can be invalid (WAI-ARIA 1.2, radiogroup).
  const providers = h("fieldset", { class: "providers", role: "radiogroup" }, legend, ...offered.map(option));
  return h(
    "div",
    { class: "panel" },
    providers,
    complaints.beside("provider", providers),
    note((m) => m.cloud.note, null),
  );
}

/** The account's providers that this page has a name for; `csc` is any provider behind that API, so few accounts have it. */
function providersOf(config: Config | null): Provider[] {
  const known = Object.keys(PROVIDERS) as Provider[];
  const offered = known.filter((provider) => config?.providers?.includes(provider));
  return offered.length > 0 ? offered : known.filter((provider) => provider !== "csc");
}

function note(text: Text, action: HTMLElement | null): HTMLElement {
  return h("p", { class: "after note" }, h("span", {}, text), action);
}
