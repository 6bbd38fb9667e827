// The live line of a signed-in page: it takes away what is not hers to see any more, counts what is new, and says when a
// reminder is due. It is open while the page is in sight; where none can be had, the house is asked now and then.
const script = document.querySelector("script[data-line]");
const TYPED = "main textarea, main input:is([type=text], [type=search], :not([type])):not(.secret)";
const SECOND = 1000;
const HIDDEN_MAX = 30 * SECOND;
const ANSWER_WITHIN = 8 * SECOND;
const SIGNED_OUT = 4401;
const TOO_MANY = 4409;
const LOCKED = 4423;

if (script) start();

// What she typed on this page and did not send.
function unsent() {
  const isTyped = ({ value, defaultValue }) => value.trim() && value !== defaultValue;
  const fields = [...document.querySelectorAll(TYPED)].filter(isTyped);
  return fields.map(({ value, labels }) => ({ value, label: labels[0]?.textContent.trim() ?? "" }));
}

function clear() {
  for (const part of document.querySelectorAll(".bar :is(.on-wide, .badge)")) part.remove();
  for (const part of document.querySelectorAll("header .cloth-in, main")) part.replaceChildren();
}

function show(words) {
  const ended = document.querySelector("template[data-ended]");
  const notice = ended.content.cloneNode(true);
  const part = notice.querySelector("[data-unsent]");
  const field = part.querySelector(".field");
  part.hidden = words.length === 0;
  for (const [count, { value, label }] of words.entries()) {
    const copy = part.appendChild(field.cloneNode(true));
    const [name, text] = copy.children;
    name.textContent = label;
    name.htmlFor = text.id = `unsent-${count}`;
    text.value = value;
  }
  field.remove();
  const title = document.createElement("h1");
  title.textContent = ended.dataset.title;
  document.querySelector("header .cloth-in").replaceChildren(title);
  const main = document.querySelector("main");
  main.replaceChildren(notice);
  main.focus();
}

function start() {
  const lock = document.querySelector("dialog[data-lock]");
  const { line, still } = script.dataset;
  const isShared = document.querySelector("[data-socket]") !== null; // another script has a line here: it says what it hears
  let socket = null;
  let rights = null;
  let beat = 25 * SECOND;
  let fails = 0;
  let heardAt = 0;
  let opening = 0;
  let closing = 0;
  let isOver = false;
  let isSending = false;

  const now = () => performance.now(); // her clock may be set while she reads
  const isInSight = () => document.visibilityState === "visible";
  const announce = (name) => window.dispatchEvent(new CustomEvent(`huisritme:${name}`));

  const hear = {
    welcome(frame) {
      if (rights) announce("due"); // what was said while no line was open
      else rights = frame.rights;
      beat = frame.beat_s * SECOND;
      fails = 0;
    },
    cover({ reason }) {
      if (reason === "locked") announce("refused");
      else if (reason === "right_ended") end();
      else over();
    },
    badge({ count }) {
      for (const badge of document.querySelectorAll("[data-badge]")) {
        badge.hidden = !count;
        badge.firstElementChild.textContent = count > 99 ? "99+" : count;
      }
    },
    due: () => announce("due"),
  };
  const heed = (frame) => isOver || hear[frame.t]?.(frame);

  function over() {
    if (isOver) return;
    leave();
    announce("over");
  }

  // A right of hers ended: what the page shows goes at once, and it says so. What she sent herself goes on.
  function end() {
    const words = unsent();
    leave();
    announce("ended");
    clear();
    setTimeout(() => tellEnd(words), isSending ? 10 * SECOND : 0);
  }

  // What she typed is hers to copy, unless it was her sign-in that ended, or the house cannot be asked.
  async function tellEnd(words) {
    const answer = await knock().catch(() => null);
    if (answer?.type === "opaqueredirect") return announce("over");
    if (answer?.status === 423) shut();
    show(answer ? words : []);
    if (!answer && words.length) setTimeout(() => tellEnd(words), 5 * SECOND);
    return undefined;
  }

  function leave() {
    isOver = true;
    hangUp();
  }

  // A page that was made before there was a code has no lock of its own.
  const shut = () => (lock ? announce("refused") : location.reload());

  function hangUp() {
    const old = socket;
    socket = null;
    clearTimeout(opening);
    old?.close();
  }

  function open() {
    if (isShared || isOver || socket || !isInSight()) return;
    clearTimeout(opening);
    heardAt = now();
    const mine = (socket = new WebSocket(new URL(line, location.href.replace(/^http/, "ws"))));
    mine.onopen = () => mine.send(JSON.stringify({ t: "hello", v: 1, ...(rights && { rights }) }));
    mine.onmessage = ({ data }) => {
      if (mine !== socket) return;
      heardAt = now();
      heed(JSON.parse(data));
    };
    mine.onclose = ({ code }) => mine === socket && closed(code);
  }

  function closed(code) {
    hangUp();
    if (code === SIGNED_OUT) return over();
    if (code === LOCKED) return shut();
    fails += 1;
    // Of too many tabs the one that is looked at again comes back.
    if (code !== TOO_MANY) opening = setTimeout(open, Math.min(60, 2 ** fails) * (0.5 + Math.random()) * SECOND);
    return undefined;
  }

  function knock() {
    const patience = new AbortController();
    setTimeout(() => patience.abort(), ANSWER_WITHIN);
    const asked = { headers: { Accept: "application/json" }, redirect: "manual", cache: "no-store", signal: patience.signal };
    return fetch(`${still}?rights=${(rights ?? []).join(".")}`, asked);
  }

  // The same by request: what an open line would have said.
  async function ask() {
    const answer = await knock();
    if (answer.type === "opaqueredirect") return over();
    if (answer.status === 423) return shut();
    if (answer.status === 403) return undefined; // her second step comes first
    return (await answer.json()).frames.forEach(heed);
  }

  function tick() {
    setTimeout(tick, beat);
    if (isOver || isShared || !isInSight()) return;
    if (socket?.readyState !== WebSocket.OPEN) ask().then(() => announce("due"), () => {});
    else if (now() - heardAt < 2 * beat) socket.send('{"t":"ping","have":{}}');
    else {
      hangUp();
      open();
    }
  }

  function rest() {
    hangUp();
    announce("rest");
  }

  document.addEventListener("visibilitychange", () => {
    clearTimeout(closing);
    announce("sight");
    if (socket?.readyState === WebSocket.OPEN) socket.send(`{"t":"sight","in":${isInSight()}}`);
    if (isInSight()) open();
    else closing = setTimeout(rest, HIDDEN_MAX);
  });
  document.addEventListener("submit", (event) => (isSending = !event.defaultPrevented));
  window.addEventListener("focus", open);
  window.addEventListener("online", open);
  window.addEventListener("pagehide", hangUp);
  window.addEventListener("huisritme:leave", leave);
  window.addEventListener("huisritme:opened", open);
  window.addEventListener("huisritme:heard", ({ detail }) => heed(detail));
  open();
  setTimeout(tick, beat);
}
