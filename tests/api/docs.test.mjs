// The pages for integrators: one tree in two languages, which say the same, and no link that leads nowhere.
import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { basename, dirname, join, relative } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../../", import.meta.url));
const LANGUAGES = ["en", "pt"];
const read = (path) => readFileSync(join(root, path), "utf8");
const pages = (language) => readdirSync(join(root, "docs", language)).sort();
const all = (text, pattern) => [...text.matchAll(pattern)];
const sorted = (found) => [...new Set(found)].sort();

const FENCED = /^```(\w*)\n([^]*?)^```$/gm;
const prose = (text) => text.replace(FENCED, "");
/** Code is the same but for what a person reads in it. */
const withoutComments = (code) => code.replace(/(^|\s)(?:\/\/|#) .*$/gm, "");

/** A page cut at its headings. */
function sections(text) {
  return prose(text).split(/^(?=#+ )/m).filter((part) => part.trim() !== "");
}

/** Anchors as GitHub makes them from headings. */
function anchors(text) {
  const seen = new Map();
  return all(prose(text), /^#+ (.+)$/gm).map(([, heading]) => {
    const slug = heading.trim().toLowerCase().replace(/[^\p{L}\p{N}\p{M} _-]/gu, "").replaceAll(" ", "-");
    const times = seen.get(slug) ?? 0;
    seen.set(slug, times + 1);
    return times === 0 ? slug : `${slug}-${times}`;
  });
}

const links = (text) => all(prose(text), /\]\(([^)\s]+)\)/g).map(([, to]) => to);

/** What a section has in every language, whatever its words. */
function shape(section) {
  return {
    depth: section.match(/^#+/)?.[0].length ?? 0,
    code: sorted(all(section, /`([^`\n]+)`/g).map(([, span]) => span)),
    links: sorted(links(section).map((to) => to.replace(/#.*/, "#"))),
    rows: all(section, /^\|.*\|$/gm).map(([row]) => row.split(/(?<!\\)\|/).length),
    items: all(section, /^ *- /gm).length,
    numbers: all(section, /(?<![\p{L}\p{N}])\d+(?![\p{L}\p{N}])/gu).map(([number]) => number).sort(),
  };
}

/** Lines and cells of at least five words that are no names, code apart. */
function sentences(text) {
  const lines = prose(text).replace(/`[^`\n]+`|"[^"\n]+"|\*“[^”]+”\*|\]\([^)]*\)/g, "").split(/\n|(?<!\\)\|/);
  return lines.map((line) => line.trim()).filter((line) => (line.match(/(?<!\p{L})\p{Ll}{2,}(?!\p{L})/gu)?.length ?? 0) >= 5);
}

test("every language has the same pages", () => {
  assert.ok(pages("en").length >= 7);
  for (const language of LANGUAGES) assert.deepEqual(pages(language), pages("en"), language);
  assert.deepEqual(readdirSync(join(root, "docs")).sort(), LANGUAGES);
});

for (const language of LANGUAGES.slice(1)) {
  for (const page of pages("en")) {
    const [english, translated] = ["en", language].map((tree) => read(`docs/${tree}/${page}`));

    test(`${language}/${page} has the sections of en/${page}, with the same codes, links, tables and numbers`, () => {
      const [wanted, found] = [english, translated].map((text) => sections(text));
      assert.equal(found.length, wanted.length);
      for (const [at, section] of wanted.entries()) assert.deepEqual(shape(found[at]), shape(section), found[at].split("\n")[0]);
    });

    test(`${language}/${page} has no sentence of en/${page} left`, () => {
      const known = sentences(english);
      assert.deepEqual(sentences(translated).filter((words) => known.includes(words)), []);
    });

    test(`${language}/${page} has the code blocks of en/${page}`, () => {
      const [wanted, found] = [english, translated].map((text) => all(text, FENCED).map(([, kind, code]) => [kind, withoutComments(code)]));
      assert.deepEqual(found, wanted);
    });
  }
}

const texts = [...readdirSync(root).filter((name) => name.endsWith(".md")), ...LANGUAGES.flatMap((language) => pages(language).map((name) => `docs/${language}/${name}`)), "agent-bridge/README.md", "tests/packaging/apps/README.md"];

for (const path of texts) {
  test(`the links of ${path} lead somewhere`, () => {
    for (const link of links(read(path)).filter((to) => !/^(https?|mailto):/.test(to))) {
      const [to, anchor] = decodeURIComponent(link).split("#");
      const target = to === "" ? path : relative(root, join(root, dirname(path), to));
      assert.ok(existsSync(join(root, target)), `${link}: there is no ${target}`);
      if (anchor !== undefined) assert.ok(anchors(read(target)).includes(anchor), `${link}: ${basename(target)} has ${anchors(read(target)).join(" ")}`);
    }
  });
}

test("the README leads to every page, in every language", () => {
  const found = links(read("README.md"));
  for (const language of LANGUAGES) for (const page of pages(language)) assert.ok(found.includes(`docs/${language}/${page}`), `docs/${language}/${page}`);
});
