// Opens the pages of a run in Chromium and works with them as a person would. Called with the folder of the packages and
// the folder of the run; ends with 1 and says what does not hold.
import { createRequire } from "node:module";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const [packages, run] = process.argv.slice(2);
const need = createRequire(join(packages, "package.json"));
const load = async (name) => (await import(pathToFileURL(need.resolve(name)).href)).default;
const chromium = await load("@sparticuz/chromium");
const puppeteer = await load("puppeteer-core");
const axe = readFileSync(need.resolve("axe-core/axe.min.js"), "utf8");

const wrong = [];
const holds = (what, is) => { if (!is) { wrong.push(what); } };

const browser = await puppeteer.launch({
  args: [...chromium.args, "--no-sandbox"],
  executablePath: await chromium.executablePath(),
  headless: "shell",
});

async function open(path, width = 1300) {
  const page = await browser.newPage();
  await page.setViewport({ width, height: 900 });
  // What glides is not where it is clicked.
  await page.emulateMediaFeatures([{ name: "prefers-reduced-motion", value: "reduce" }]);
  page.on("console", (message) => holds(`${path}: console says ${message.text()}`, false));
  page.on("pageerror", (error) => holds(`${path}: ${error.message}`, false));
  page.on("request", (request) => holds(`${path}: asks for ${request.url()}`, request.url().startsWith("file://")));
  await page.goto(pathToFileURL(join(run, path)).href, { waitUntil: "load" });
  return page;
}

async function accessible(page, path) {
  await page.evaluate(axe);
  const found = await page.evaluate(() => window.axe.run({ runOnly: ["wcag2a", "wcag2aa"] }));
  for (const one of found.violations) {
    holds(`${path}: ${one.id} (${one.help}) at ${one.nodes.slice(0, 3).map((node) => node.html).join(" ")}`, false);
  }
}

const inSight = (page, id) => page.evaluate((id) => {
  const box = document.getElementById(id).getBoundingClientRect();
  return box.bottom > 0 && box.top < window.innerHeight && box.width > 0;
}, id);
const wait = (ms) => new Promise((done) => setTimeout(done, ms));
// What comes a moment later, on a busy machine some moments.
const comes = async (what, is) => {
  for (let tries = 0; tries < 100; tries += 1) {
    if (await is()) { return; }
    await wait(50);
  }
  holds(what, false);
};

// A page of one document.
const pages = readdirSync(join(run, "网页")).filter((name) => name.endsWith(".html"));
for (const name of pages) {
  const path = join("网页", name);
  const page = await open(path);
  for (const scheme of ["light", "dark"]) {
    await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: scheme }]);
    await accessible(page, `${path} (${scheme})`);
  }
  const broken = await page.$$eval("a[href^='#']", (all) =>
    all.map((link) => link.getAttribute("href").slice(1)).filter((id) => !document.getElementById(id)));
  holds(`${path}: links that lead nowhere: ${broken}`, broken.length === 0);
  const twice = await page.$$eval("[id]", (all) => {
    const ids = all.map((one) => one.id);
    return ids.filter((id, at) => ids.indexOf(id) !== at);
  });
  holds(`${path}: names given twice: ${twice}`, twice.length === 0);
  await page.close();
}

const wrongPage = pages.find((name) => name.startsWith("青岚"));
const path = join("网页", wrongPage);
let page = await open(path);
const seen = () => page.$$eval(".entries > li", (all) => all.filter((one) => one.offsetHeight > 0).length);
const all = await seen();
holds("the list has its entries", all > 10);
// From the list to the figure, and back.
const link = await page.$(".entries a[href^='#c']");
const target = (await link.evaluate((one) => one.getAttribute("href"))).slice(1);
await link.click();
await comes("an entry leads to its figure", () => inSight(page, target));
await wait(400);
holds("and stays there", await inSight(page, target));
const chip = await page.$(`[id='${target}'] .chip, [id='${target}'] + .chip`);
const entry = (await chip.evaluate((one) => one.getAttribute("href"))).slice(1);
await page.evaluate(() => document.getElementById("list").scrollTo(0, 99999));
await chip.click();
await comes("a figure leads back to its entry", () => inSight(page, entry));
// Filter and search.
await page.click("input[name=level][value=错误]");
holds("a level can be left out", (await seen()) < all);
await page.click("input[name=level][value=错误]");
holds("and taken in again", (await seen()) === all);
await page.keyboard.press("Escape");
await page.type("#find", "图书馆");
const found = await seen();
holds("the list can be searched", found > 0 && found < all);
await page.keyboard.press("Escape");
holds("and shown whole again", (await seen()) === all);
// Keys.
await page.evaluate(() => document.activeElement.blur());
await page.keyboard.press("j");
const first = await page.evaluate(() => document.activeElement.id);
await page.keyboard.press("j");
const second = await page.evaluate(() => document.activeElement.id);
await page.keyboard.press("k");
holds("J and K go through the list", first !== second && first === (await page.evaluate(() => document.activeElement.id)));
// What was read.
const names = () => page.$$eval(".names", (lists) => lists.filter((one) => one.offsetHeight > 0).length);
holds("readings are not shown at first", (await names()) === 0);
await page.click("#read");
holds("readings can be shown", (await names()) > 10);
const pdf = await page.pdf({ format: "A4" });
holds("the page prints", pdf.length > 20000);
await page.close();

page = await open(path, 420);
const wide = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
holds(`a narrow window needs no scrolling sideways (${wide})`, wide <= 1);
await page.close();

// The page over all.
page = await open("总览.html");
for (const scheme of ["light", "dark"]) {
  await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: scheme }]);
  await accessible(page, `总览.html (${scheme})`);
}
const rows = () => page.$$eval(".units tbody tr", (all) => all.filter((one) => !one.hidden).map((one) => one.cells[0].textContent));
const units = await rows();
holds("the overview has its units", units.length === pages.length);
await page.click(".rules button");
const left = await rows();
holds("a rule leads to the units that break it", left.length > 0 && left.length < units.length);
await page.evaluate(() => { document.getElementById("find").value = ""; document.getElementById("find").dispatchEvent(new Event("input")); });
await page.click(".units th:nth-child(3) button");
const sorted = await page.$$eval(".units tbody tr", (all) => all.map((one) => Number(one.cells[2].textContent)));
holds("units can be sorted", sorted.every((count, at) => at === 0 || sorted[at - 1] >= count));
const hrefs = await page.$$eval(".units a", (all) => all.map((one) => one.href));
for (const href of hrefs.filter((href) => href.endsWith(".html"))) {
  const other = await browser.newPage();
  const answer = await other.goto(href).then(() => true, () => false);
  holds(`${decodeURI(href)} is there`, answer);
  await other.close();
}
await page.close();
await browser.close();

wrong.forEach((what) => console.log(what));
console.log(`${pages.length} pages opened`);
process.exit(wrong.length > 0 ? 1 : 0);
