"use strict";
// Sends the calls of the page, shows them as curl, and finds them. The key is in its input and nowhere else.

const MOST_SHOWN = 1_000_000; // characters of an answer
const IS_TEXT = /^text\/|[/+](json|x-ndjson|xml|yaml)\b/;
const tools = document.querySelector(".tools");
const key = document.getElementById("tools.key");

const quoted = (text) => `'${text.replaceAll("'", `'\\''`)}'`;
const isGiven = (field) => field.value !== "" && !field.closest(".field").hidden;

function requestOf(form) {
  let path = form.dataset.path;
  let body;
  const query = new URLSearchParams();
  const headers = [];
  for (const field of [...form.querySelectorAll("[data-in]")].filter(isGiven)) {
    const { value, dataset } = field;
    if (dataset.in === "path") {
      path = path.replace(`{${dataset.name}}`, () => encodeURIComponent(value));
    } else if (dataset.in === "query") {
      const values = "list" in dataset ? value.split("\n").filter(Boolean) : [value];
      values.forEach((each) => query.append(dataset.name, each));
    } else if (dataset.in === "header") {
      headers.push([dataset.name, value]);
    } else {
      headers.push(["Content-Type", dataset.type]);
      body = value;
    }
  }
  const url = [path, query.toString()].filter(Boolean).join("?");
  return { method: form.dataset.method, url, headers, body };
}

function showCurl(form) {
  const { method, url, headers, body } = requestOf(form);
  const implied = body === undefined ? "GET" : "POST";
  const words = ["curl -i", ...(method === implied ? [] : [`-X ${method}`]), quoted(location.origin + url)];
  // The key itself would stay in the shell's history.
  if ("key" in form.dataset) words.push('-H "Authorization: Bearer $KEY"');
  words.push(...headers.map(([name, value]) => `-H ${quoted(`${name}: ${value}`)}`));
  if (body !== undefined) words.push(`--data-raw ${quoted(body)}`);
  form.querySelector(".curl").textContent = words.join(" ");
}

async function copyCurl(form) {
  const shown = form.querySelector(".curl");
  try {
    await navigator.clipboard.writeText(shown.textContent);
    say(form, "key" in form.dataset ? "Copied; set KEY to your key in the shell" : "Copied");
  } catch {
    // A browser lets pages copy only over HTTPS and from this machine.
    getSelection().selectAllChildren(shown);
    say(form, "Selected, for you to copy");
  }
}

async function send(form) {
  const { url, headers, ...request } = requestOf(form);
  const secret = key.value.trim().replace(/^Bearer\s+/i, "");
  if ("key" in form.dataset && secret) headers.push(["Authorization", `Bearer ${secret}`]);
  const [button, stop, answer] = ["button", ".stop", ".answer"].map((each) => form.querySelector(each));
  const stopped = new AbortController();
  stop.onclick = () => stopped.abort();
  button.disabled = true;
  stop.hidden = false;
  answer.hidden = true;
  say(form, "Sent …");
  const start = performance.now();
  let head = "";
  try {
    const options = { ...request, headers, cache: "no-store", credentials: "omit", signal: stopped.signal };
    const response = await fetch(url, options);
    head = `${response.status} ${response.statusText}`.trim();
    const isGood = response.status < 400;
    say(form, `${head} …`, isGood);
    form.querySelector(".headers pre").textContent = [...response.headers].map((pair) => pair.join(": ")).join("\n");
    answer.hidden = false;
    const size = await showBody(form.querySelector("pre.body"), response);
    say(form, `${head}, ${size} bytes in ${Math.round(performance.now() - start)} ms`, isGood);
  } catch (error) {
    const why = stopped.signal.aborted ? "you stopped it" : error.message;
    say(form, head ? `${head}, but the answer broke off: ${why}` : `No answer: ${why}`, false);
  } finally {
    button.disabled = false;
    stop.hidden = true;
  }
}

function say(form, text, good) {
  const status = form.querySelector(".status");
  status.textContent = text;
  status.className = good === undefined ? "status" : `status ${good ? "good" : "bad"}`;
}

/** Shows each piece when it comes, so that a stream is seen line by line. Returns the number of bytes. */
async function showBody(shown, response) {
  const type = response.headers.get("Content-Type") ?? "";
  const isText = IS_TEXT.test(type);
  const decoder = new TextDecoder();
  let size = 0;
  let text = "";
  shown.textContent = "";
  shown.hidden = !response.body;
  const reader = response.body?.getReader();
  for (let piece = await reader?.read(); piece && !piece.done; piece = await reader.read()) {
    size += piece.value.length;
    if (!isText || text.length > MOST_SHOWN) continue;
    const more = decoder.decode(piece.value, { stream: true });
    text += more;
    shown.append(text.length > MOST_SHOWN ? `${more}\n… and more, which is not shown` : more);
  }
  if (!isText) shown.textContent = size ? `${type || "a body without a type"}, which is not shown` : "";
  else if (/[/+]json\b/.test(type) && text.length <= MOST_SHOWN) shown.textContent = indented(text);
  shown.hidden = !size;
  return size;
}

/** Indents JSON without reading its numbers, which JavaScript would round. */
function indented(text) {
  let result = "";
  let margin = "\n";
  let before = "";
  for (const token of text.match(/"[^"\\]*(?:\\.[^"\\]*)*"|[[\]{},:]|[^\s"[\]{},:]+/g) ?? []) {
    const opened = before === "{" || before === "[";
    if (token === "}" || token === "]") {
      margin = margin.slice(0, -2);
      result += opened ? token : margin + token;
    } else {
      if (opened || before === ",") result += margin;
      result += token === ":" ? ": " : token;
      if (token === "{" || token === "[") margin += "  ";
    }
    before = token;
  }
  return result;
}

function showChosenBody(form) {
  const choice = form.querySelector(".choice");
  if (!choice) return;
  choice.hidden = false;
  const chosen = choice.querySelector("select").value;
  for (const text of form.querySelectorAll("[data-type]")) {
    text.closest(".field").hidden = text.dataset.type !== chosen;
  }
}

function searchable() {
  const texts = new Map();
  for (const each of document.querySelectorAll("section > details")) {
    const parts = [...each.querySelectorAll(":scope > summary, :scope > p, :scope > form")];
    texts.set(each, [each.id, ...parts.map((part) => part.textContent)].join(" ").toLowerCase());
  }
  return texts;
}

function find(texts, wanted) {
  const words = wanted.toLowerCase().split(/\s+/).filter(Boolean);
  let count = 0;
  for (const [each, text] of texts) {
    each.hidden = !words.every((word) => text.includes(word));
    if (!each.hidden && each.matches(".call")) count += 1;
  }
  for (const section of document.querySelectorAll("section")) {
    section.hidden = !section.querySelector(":scope > details:not([hidden])");
  }
  const counted = `${count} call${count === 1 ? "" : "s"} found`;
  document.getElementById("tools.found").textContent = words.length ? counted : "";
}

function openLinked() {
  const linked = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (linked?.tagName !== "DETAILS") return;
  linked.open = true;
  linked.hidden = linked.parentElement.hidden = false;
  linked.scrollIntoView();
}

for (const form of document.querySelectorAll("form[data-path]")) {
  form.querySelector(".send").hidden = false;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    send(form);
  });
  form.addEventListener("input", () => {
    showChosenBody(form);
    showCurl(form);
  });
  form.querySelector(".copy").addEventListener("click", () => copyCurl(form));
  showChosenBody(form);
  showCurl(form);
}
const texts = searchable();
tools.hidden = false;
tools.addEventListener("submit", (event) => event.preventDefault());
document.getElementById("tools.find").addEventListener("input", (event) => find(texts, event.target.value));
addEventListener("hashchange", openLinked);
openLinked();
