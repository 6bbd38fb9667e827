// The talk of one group on her screen. It draws what the house says, keeps what the house does not have yet, and finds
// its own way back after every cut. docs/protocol.md says what goes over the line; all words come from the page.

const SECOND = 1000;
const MANY = 160; // more than this many messages on the page: the far ones go
const ENOUGH = 110;
const QUOTE_MAX = 90;
const FOLLOWS_WITHIN = 10 * 60 * SECOND;
const SOON = 1.5 * SECOND; // an ack within this time needs no words
const ACK_WITHIN = 8 * SECOND;
const NEVER_MIND = { 4401: "signIn", 4403: "groups" };
const WAIT = { 1012: 1.5 * SECOND, 4400: 15 * SECOND, 4413: 5 * SECOND, 4429: 10 * SECOND };
const TOO_MANY = 4409;
const CONFIRM_AFTER = 32 * 1024; // characters

const jittered = (ms) => ms * (0.5 + Math.random());
const part = (piece, name) => piece.querySelector(`[data-part="${name}"]`);
const show = (piece, isShown) => piece && piece.toggleAttribute("hidden", !isShown);
const fill = (sentence, values) => sentence.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);

function attempt(deed) {
  try {
    return deed();
  } catch {
    return undefined; // storage may be closed to us; talking goes on
  }
}

function newKey() {
  const digit = (d) => (d ^ (crypto.getRandomValues(new Uint8Array(1))[0] & (15 >> (d / 4)))).toString(16);
  return "10000000-1000-4000-8000-100000000000".replace(/[018]/g, digit);
}

function shortened(text) {
  const signs = [...text.trim().replace(/\s+/g, " ")];
  return signs.length > QUOTE_MAX ? `${signs.slice(0, QUOTE_MAX - 1).join("").trimEnd()}…` : signs.join("");
}

// What she typed and the house does not have yet: in memory and in this tab's own storage. A reload loses nothing, a
// sign-out forgets all. The name holds her seat, so nobody else in this tab sends it.
function makeOutbox(name) {
  const kept = { typed: null, drafts: [], ...attempt(() => JSON.parse(sessionStorage.getItem(name))) };
  const save = () => attempt(() => sessionStorage.setItem(name, JSON.stringify(kept)));
  return {
    save,
    all: () => kept.drafts,
    find: (key) => kept.drafts.find((draft) => draft.key === key),
    typed: () => kept.typed,
    type(typed) {
      kept.typed = typed;
      save();
    },
    add(draft) {
      kept.drafts.push(draft);
      save();
    },
    drop(key) {
      kept.drafts = kept.drafts.filter((draft) => draft.key !== key);
      save();
    },
    clear() {
      kept.typed = null;
      kept.drafts = [];
      attempt(() => sessionStorage.removeItem(name));
    },
  };
}

// The live line: opens, listens, and opens again for as long as the page stands.
function makeLine({ url, hello, ping, hear, tell }) {
  let socket = null;
  let state = "new";
  let fails = 0;
  let beat = 25 * SECOND;
  let heardAt = 0;
  let unconfirmed = 0;
  let timer = 0;

  function become(next, code) {
    state = next;
    tell(next, code);
  }

  function later(ms) {
    clearTimeout(timer);
    timer = setTimeout(open, jittered(ms));
  }

  function open() {
    clearTimeout(timer);
    if (state === "stopped") return;
    drop();
    heardAt = Date.now();
    timer = setTimeout(() => closed(0), jittered(15 * SECOND));
    const mine = (socket = attempt(() => new WebSocket(url)) || null);
    if (!mine) return closed(0);
    mine.onopen = () => mine.send(JSON.stringify(hello()));
    mine.onmessage = (event) => mine === socket && take(event.data);
    mine.onclose = (event) => mine === socket && closed(event.code);
  }

  function drop() {
    const old = socket;
    socket = null;
    if (old) attempt(() => old.close());
  }

  function take(data) {
    heardAt = Date.now();
    const frame = attempt(() => JSON.parse(data));
    if (!frame) return;
    if (frame.t === "welcome") {
      clearTimeout(timer);
      fails = 0;
      beat = (frame.beat_s || 25) * SECOND;
    }
    hear(frame);
    if (frame.t === "welcome") become("live");
    unconfirmed += data.length;
    if (frame.t !== "heads" && unconfirmed < CONFIRM_AFTER) return;
    unconfirmed = 0;
    send(ping()); // timers sleep in a tab at the back; the house's own beat does not
  }

  function closed(code) {
    drop();
    fails += 1;
    if (code in NEVER_MIND || code === TOO_MANY) {
      clearTimeout(timer);
      return become("stopped", code);
    }
    become("away", code);
    return later(WAIT[code] ?? Math.min(30, 2 ** Math.min(fails, 6) / 2) * SECOND);
  }

  function send(frame) {
    if (state !== "live" || socket?.readyState !== WebSocket.OPEN) return false;
    socket.send(JSON.stringify(frame));
    return true;
  }

  // Is anybody still there? An answer proves it; silence opens a new line.
  function probe() {
    if (state === "stopped") return;
    if (!send(ping())) return open();
    const askedAt = Date.now();
    setTimeout(() => state === "live" && heardAt < askedAt && open(), 4 * SECOND);
  }

  return {
    open,
    send,
    probe,
    lost: () => state === "live" && closed(0),
    isLive: () => state === "live",
    fails: () => fails,
    isQuiet: () => state === "live" && Date.now() - heardAt > beat + 5 * SECOND,
    stop() {
      clearTimeout(timer);
      state = "stopped";
      drop();
    },
  };
}

// The messages as they stand on the page. Every one is drawn from the page's own template.
function makeSheet(root, words) {
  const list = root.querySelector("[data-list]");
  const waiting = root.querySelector("[data-waiting]");
  const template = root.querySelector("template[data-message]");
  const own = root.dataset.seat;
  const skew = Date.parse(root.dataset.now) - Date.now(); // her clock may be a day off
  const zone = { timeZone: root.dataset.zone };
  const language = document.documentElement.lang;
  const clock = new Intl.DateTimeFormat("en-GB", { ...zone, hour: "numeric", minute: "2-digit", hourCycle: "h23" });
  const date = new Intl.DateTimeFormat("en-CA", { ...zone, year: "numeric", month: "2-digit", day: "2-digit" });
  const longDate = new Intl.DateTimeFormat(language === "en" ? "en-GB" : language, { ...zone, weekday: "long", day: "numeric", month: "long" });
  const names = new Intl.ListFormat(language);
  let seats = new Map();

  const today = () => date.format(Date.now() + skew);
  const item = (number) => document.getElementById(`b${number}`);
  const numberOf = (line) => Number(line?.dataset.number);
  const textOf = (line) => part(line, "text")?.textContent ?? "";
  const nameOf = (seat) => seats.get(seat)?.alias ?? words.someone;

  function dayName(at) {
    const day = date.format(new Date(at));
    if (day === today()) return words.today;
    return day === date.format(Date.now() + skew - 24 * 3600 * SECOND) ? words.yesterday : longDate.format(new Date(at));
  }

  function showVoice(line) {
    const seat = seats.get(line.dataset.seat);
    if (!seat) return;
    const isStaff = seat.kind === "facilitator";
    const body = line.querySelector(".msg");
    body.className = body.className.replace(/\bdye-\w+/, "").trim();
    body.classList.add(`dye-${seat.dye}`);
    part(line, "name").textContent = seat.alias;
    show(part(line, "role"), isStaff);
    const letter = part(line, "letter");
    show(letter, isStaff);
    if (letter) letter.textContent = [...seat.alias][0];
    const picture = part(line, "figure");
    show(picture?.parentElement, !isStaff);
    picture?.setAttribute("href", `${picture.getAttribute("href").split("#")[0]}#${seat.figure}`);
  }

  function quoted(line) {
    const state = line.dataset.state;
    if (state === "taken_back") return fill(words.takenBack, { name: nameOf(line.dataset.seat) });
    if (state === "moderated") return words.moderated;
    return line.dataset.note ? fill(words.noted, { note: line.dataset.note }) : shortened(textOf(line));
  }

  function showQuote(line) {
    const source = item(line.dataset.replyTo);
    const quote = part(line, "quote");
    if (!source || !quote) return;
    part(quote, "quote-name").textContent = nameOf(source.dataset.seat);
    part(quote, "quote-text").textContent = quoted(source);
    quote.href = `#${source.id}`;
    quote.className = `quote dye-${seats.get(source.dataset.seat)?.dye}`;
  }

  function showReactions(line, reactions) {
    const row = part(line, "reactions");
    for (const chip of row.querySelectorAll("[data-reaction]")) {
      const by = reactions[chip.dataset.reaction] ?? [];
      if (!by.length) chip.parentElement.remove();
      part(chip, "count").textContent = by.length;
      part(chip, "by").textContent = names.format(by.map(nameOf));
      chip.classList.toggle("mine", by.includes(own));
    }
    if (!row.children.length) row.remove();
  }

  function showText(line, message) {
    const text = part(line, "text");
    const note = part(line, "note");
    const isSaid = message.state === "said";
    text.textContent = isSaid ? message.text : quoted(line);
    if (isSaid && message.lang) text.lang = message.lang;
    part(line, "edited").hidden = !(isSaid && message.edited_at);
    if (!isSaid) line.querySelector("[data-foot]").remove();
    if (!isSaid || !message.note) return note.remove();
    part(note, "note-text").textContent = message.note;
    return note.append(text);
  }

  // The whole line anew: a message that changed may have lost what it had.
  function write(line, message) {
    const fresh = template.content.firstElementChild.cloneNode(true);
    const body = fresh.querySelector(".msg");
    line.replaceChildren(...fresh.childNodes);
    const { state, seat, reply_to, note } = message;
    Object.assign(line.dataset, { state, seat, at: message.at ?? "", note: note ?? "", replyTo: reply_to ?? "" });
    body.classList.toggle("own", seat === own);
    body.classList.toggle("taken-back", state === "taken_back");
    body.classList.toggle("moderated", state === "moderated");
    showVoice(line);
    showText(line, message);
    showReactions(line, message.reactions ?? {});
    const quote = part(line, "quote");
    quote.href = `${root.dataset.here}${reply_to}/`;
    if (state !== "said" || !(reply_to >= Number(root.dataset.from))) quote.remove();
    else showQuote(line);
    return line;
  }

  function showTime(line, message) {
    const time = part(line, "time");
    const pieces = clock.formatToParts(new Date(message.at));
    const [hour, minute] = ["hour", "minute"].map((type) => pieces.find((piece) => piece.type === type).value);
    time.dateTime = message.at;
    time.textContent = `${Number(hour)}:${minute}`;
    for (const link of line.querySelectorAll("[data-page]")) link.href = `${root.dataset.here}${message.number}/`;
  }

  // Where a line stands decides whether it opens a day and whether it goes on from the one above.
  function arrange(line) {
    if (!line) return;
    const before = line.previousElementSibling;
    const [at, earlier] = [line, before].map((one) => new Date(one?.dataset.at ?? 0));
    const opensDay = !before || date.format(at) !== date.format(earlier);
    const dayLine = part(line, "day");
    dayLine.hidden = !opensDay;
    if (opensDay) dayLine.textContent = dayName(line.dataset.at);
    const goesOn = !opensDay && before.dataset.seat === line.dataset.seat && at - earlier < FOLLOWS_WITHIN;
    line.querySelector(".msg").classList.toggle("follow", goesOn && part(line, "new").hidden);
  }

  function place(line) {
    let after = list.lastElementChild;
    while (after && numberOf(after) > numberOf(line)) after = after.previousElementSibling;
    if (after) after.after(line);
    else list.prepend(line);
  }

  function put(message) {
    let line = item(message.number);
    const isNew = !line;
    const hadNewLine = line && !part(line, "new").hidden;
    if (isNew) {
      line = document.createElement("li");
      line.id = `b${message.number}`;
      line.dataset.number = message.number;
    }
    const wasOpen = part(line, "note")?.open;
    write(line, message);
    showTime(line, message);
    part(line, "state").remove();
    if (wasOpen) part(line, "note")?.toggleAttribute("open", true);
    if (isNew) place(line);
    part(line, "new").hidden = !hadNewLine;
    arrange(line);
    arrange(line.nextElementSibling);
    for (const reply of list.querySelectorAll(`[data-reply-to="${message.number}"]`)) showQuote(reply);
    return isNew;
  }

  function wait(draft) {
    const line = document.createElement("li");
    line.dataset.key = draft.key;
    write(line, { ...draft, state: "said", seat: own });
    line.querySelector(".msg").classList.add("pending");
    line.querySelector("[data-foot]").remove();
    waiting.append(line);
    return line;
  }

  return {
    list,
    put,
    wait,
    item,
    nameOf,
    quoted,
    textOf,
    first: () => numberOf(list.firstElementChild) || 0,
    last: () => numberOf(list.lastElementChild) || 0,
    waitingFor: (key) => waiting.querySelector(`[data-key="${CSS.escape(key)}"]`),
    seat(all) {
      seats = new Map(all.map((seat) => [seat.id, seat]));
    },
    revoice() {
      for (const line of list.children) showVoice(line);
    },
    retime() {
      for (const line of list.children) arrange(line);
    },
    fade(floor) {
      while (list.firstElementChild && this.first() < floor) list.firstElementChild.remove();
      arrange(list.firstElementChild);
    },
    thin() {
      while (list.children.length > ENOUGH) list.firstElementChild.remove();
      arrange(list.firstElementChild);
    },
    markNew(number) {
      for (const line of list.children) part(line, "new").hidden = numberOf(line) !== number;
      this.retime();
    },
    today,
    age: (line) => Date.now() + skew - new Date(line.dataset.at),
    holders: () => [...seats.values()].filter((seat) => seat.kind === "facilitator").map((seat) => seat.id).join(),
  };
}

// Where she looks. Nothing that comes or goes above may move what she reads.
function makeView(sheet, onMove) {
  const page = document.scrollingElement;
  const room = () => page.scrollHeight - page.clientHeight - page.scrollTop;
  let isAtEnd = true;

  function toEnd() {
    page.scrollTop = page.scrollHeight;
    isAtEnd = true;
  }

  function firstInSight() {
    const edge = document.querySelector(".cloth")?.getBoundingClientRect().bottom ?? 0;
    return [...sheet.list.children].find((line) => line.getBoundingClientRect().bottom > Math.max(edge, 0));
  }

  addEventListener("scroll", () => {
    isAtEnd = room() < 48;
    onMove();
  }, { passive: true });
  new ResizeObserver(() => isAtEnd && toEnd()).observe(document.body);
  addEventListener("resize", () => isAtEnd && toEnd());

  return {
    toEnd,
    isAtEnd: () => isAtEnd,
    isSeen: () => isAtEnd && document.visibilityState === "visible",
    hold(change) {
      const mark = isAtEnd ? null : firstInSight();
      const top = mark?.getBoundingClientRect().top;
      change();
      if (isAtEnd) toEnd();
      else if (mark?.isConnected) page.scrollTop += mark.getBoundingClientRect().top - top;
    },
    start() {
      const mark = sheet.list.querySelector('[data-part="new"]:not([hidden])');
      if (location.hash && location.hash !== "#nu") isAtEnd = false;
      else if (mark) mark.scrollIntoView({ block: "start" });
      else toEnd();
      isAtEnd = room() < 48;
    },
  };
}

// One voice for a screen reader: what comes together is said together.
function makeCrier(place, words) {
  let heard = [];
  let timer = 0;
  function cry() {
    place.textContent = heard.length === 1 ? heard[0] : fill(words.newer, { count: heard.length });
    heard = [];
  }
  return (sentence) => {
    heard.push(sentence);
    clearTimeout(timer);
    timer = setTimeout(cry, SECOND);
  };
}

function start(root) {
  const { group, seat } = root.dataset;
  const words = root.querySelector("[data-words]").dataset;
  const form = root.querySelector("form[data-composer]");
  const outbox = makeOutbox(`talk:${seat}`);
  const sheet = makeSheet(root, words);
  const view = makeView(sheet, moved);
  const cry = makeCrier(root.querySelector("[data-cry]"), words);
  const jump = root.querySelector("[data-jump]");
  const older = root.querySelector("[data-older]");
  let have = Number(root.dataset.version);
  let read = Number(root.dataset.read);
  let unseen = 0;
  let isFetching = false;

  // --- what the house says

  const hear = { welcome, page, ack, heads, seats, readers, gone, refused };
  const line = makeLine({
    url: new URL(root.dataset.socket, location.href.replace(/^http/, "ws")).href,
    hello: () => ({ t: "hello", v: 1, have: { [group]: have } }),
    ping: () => ({ t: "ping", have: { [group]: have } }),
    hear: (frame) => hear[frame.t]?.(frame),
    tell: lineChanged,
  });

  function welcome({ groups }) {
    const mine = groups[group];
    if (!mine) return gone({ group });
    if (mine.head < have) return location.reload(); // the house was put back from a back-up
    read = Math.max(read, mine.read ?? 0);
    return fade(mine.floor);
  }

  function page(frame) {
    if (frame.group !== group) return;
    if (frame.to > have) {
      if (frame.from > have) return need();
      view.hold(() => {
        frame.messages.forEach(take);
        fade(frame.floor);
        if (view.isAtEnd()) thin();
      });
      have = frame.to;
      moved();
    }
    if (frame.more && frame.to >= have) need();
  }

  function take(message) {
    const draft = outbox.find(message.key);
    if (draft || message.seat === seat) delivered(message.key);
    const isAbove = message.number < sheet.first() || message.number < Number(root.dataset.from);
    if (isAbove && !sheet.item(message.number)) return;
    const holdsMenu = menu.closest("li") === sheet.item(message.number) && menu.isConnected;
    const focused = document.activeElement;
    const isNew = sheet.put(message);
    if (holdsMenu) keepMenu(sheet.item(message.number), focused);
    if (isNew && message.seat !== seat && message.state === "said") arrived(message);
  }

  function arrived(message) {
    if (!view.isSeen()) {
      if (!unseen && message.number > read) sheet.markNew(message.number);
      unseen += 1;
    }
    const text = message.note ? fill(words.noted, { note: message.note }) : message.text;
    cry(`${sheet.nameOf(message.seat)}: ${text}`);
  }

  function delivered(key) {
    outbox.drop(key);
    sheet.waitingFor(key)?.remove();
  }

  function ack({ key, version }) {
    if (version <= have) return delivered(key);
    outbox.drop(key);
    const waiting = sheet.waitingFor(key);
    if (waiting) showState(waiting, "");
  }

  function heads({ groups }) {
    if (groups[group] > have) need();
  }

  function need() {
    line.send({ t: "need", group, from: have });
  }

  function seats(frame) {
    if (frame.group !== group) return;
    const before = sheet.holders();
    sheet.seat(frame.seats);
    sheet.revoice();
    if (sheet.holders() !== before) sync(); // somebody else reads along: that is told above the talk, in the house's words
  }

  function readers(frame) {
    const place = document.querySelector("[data-readers]");
    if (frame.group === group && place) place.textContent = frame.sentence;
  }

  function gone(frame) {
    if (frame.group !== group) return;
    line.stop();
    outbox.clear();
    const farewell = root.querySelector("template[data-gone]").content.cloneNode(true);
    document.querySelector(".cloth-in").replaceChildren(farewell.querySelector("h1"));
    document.title = words.group;
    document.querySelector("main").replaceChildren(farewell);
  }

  function refused({ key, message, code, retry_after_s: wait }) {
    const draft = key && outbox.find(key);
    if (!draft) return showNews(message);
    draft.why = message;
    if (code === "key_reused") draft.key = newKey();
    if (wait) setTimeout(again, jittered(wait * 2 * SECOND), draft);
    outbox.save();
    return showDraft(draft, key);
  }

  function fade(floor) {
    if (!(floor > Number(root.dataset.floor))) return;
    root.dataset.floor = floor;
    view.hold(() => sheet.fade(floor));
  }

  // --- the state of the line, in words

  let news = 0;
  const leaving = new AbortController();

  function showNews(sentence) {
    const place = root.querySelector("[data-news]");
    part(place, "words").textContent = sentence;
    place.hidden = !sentence;
  }

  function lineChanged(state, code) {
    clearTimeout(news);
    if (state === "live") {
      showNews("");
      outbox.all().filter((draft) => !draft.why).forEach(post);
      return moved();
    }
    if (state === "stopped") return stopped(code);
    if (code === 4400 || code === 4413) outbox.all().filter((draft) => draft.sentAt).forEach(holdBack);
    news = setTimeout(showNews, 2 * SECOND, words.away);
    outbox.all().forEach((draft) => showDraft(draft));
    if (line.fails() > 1) sync();
  }

  function stopped(code) {
    if (leaving.signal.aborted) return; // she is on her way to the neutral site, and nothing may lead her elsewhere
    if (code === TOO_MANY) return showNews(words.tooMany);
    outbox.clear();
    return location.replace(root.dataset[NEVER_MIND[code]]);
  }

  // --- the same by request, where no line can be had

  async function ask(url, fields) {
    const options = { headers: { Accept: "application/json" }, redirect: "manual", signal: leaving.signal };
    if (fields) {
      options.method = "POST";
      options.headers["X-CSRFToken"] = form.elements.csrfmiddlewaretoken.value;
      options.body = new URLSearchParams(fields);
    }
    const answer = await fetch(url, options);
    if (answer.type === "opaqueredirect") stopped(4401);
    if (!answer.ok) throw Object.assign(new Error(), await answer.json().catch(() => ({})));
    return answer.json();
  }

  async function sync() {
    try {
      await catchUp();
      if (line.isLive()) return;
      clearTimeout(news);
      showNews(words.slow);
      const drafts = outbox.all().filter((draft) => !draft.why);
      for (const draft of drafts) await request(draft);
      if (drafts.length) await catchUp();
      if (view.isSeen() && sheet.last() > read) read = (await ask(`${root.dataset.here}read`, { number: sheet.last() })).number;
    } catch {
      // No network: the line keeps trying, and so does this.
    }
  }

  async function catchUp() {
    const { frames } = await ask(`${root.dataset.sync}?have=${group}:${have}`);
    frames.forEach((frame) => hear[frame.t]?.(frame));
    if (!line.isLive() && frames.some((frame) => frame.more)) await catchUp();
  }

  async function request(draft) {
    const { key, text, note, reply_to } = draft;
    try {
      ack({ ...(await ask(root.dataset.here, { key, text, note: note ?? "", reply_to: reply_to ?? "" })), key });
    } catch (refusal) {
      if (refusal.message) refused({ ...refusal, key, message: refusal.message });
    }
  }

  // --- what she says

  function post(draft) {
    const { key, text, note, reply_to } = draft;
    if (!line.send({ t: "send", group, key, text, ...(reply_to && { reply_to }), ...(note && { note }) })) return;
    draft.sentAt = Date.now();
    showDraft(draft);
    setTimeout(() => outbox.find(draft.key) && showDraft(draft), SOON + 100);
  }

  function again(draft) {
    if (!outbox.find(draft.key)) return;
    delete draft.why;
    outbox.save();
    if (line.isLive()) post(draft);
    else line.open();
    showDraft(draft);
  }

  function holdBack(draft) {
    draft.why = words.notTaken;
    delete draft.sentAt;
    outbox.save();
    showDraft(draft);
  }

  function stateOf(draft) {
    if (draft.why) return draft.why;
    const waited = Date.now() - (draft.sentAt ?? 0);
    if (!line.isLive() || waited > ACK_WITHIN) return words.unsentAway;
    return waited < SOON ? "" : words.sending;
  }

  function showDraft(draft, shownAs = draft.key) {
    const waiting = sheet.waitingFor(shownAs) ?? sheet.wait(draft);
    waiting.dataset.key = draft.key;
    showState(waiting, stateOf(draft));
  }

  function showState(waiting, sentence) {
    const state = part(waiting, "state");
    show(state, sentence);
    state.classList.toggle("sending", sentence === words.sending);
    part(state, "why").textContent = sentence;
    if (view.isAtEnd()) view.toEnd();
  }

  function say() {
    const text = form.elements.text.value.trim();
    if (!text) return form.elements.text.focus();
    const length = [...text].length;
    const limit = Number(words.limit);
    if (length > limit) return showNews(fill(words.tooLong, { limit, length }));
    showNews("");
    if (composing.edits) return edit(text);
    const draft = { key: newKey(), text, note: form.elements.note.value.trim(), reply_to: composing.replyTo };
    outbox.add(draft);
    clearComposer();
    showDraft(draft);
    view.toEnd();
    post(draft);
    if (!line.isLive() && line.fails() > 1) sync();
  }

  async function edit(text) {
    const number = composing.edits;
    if (await change(number, { op: "edit", value: text }, showNews)) clearComposer();
  }

  async function change(number, fields, complain) {
    try {
      await ask(`${root.dataset.here}${number}/`, fields);
      if (!line.isLive()) await sync();
      return true;
    } catch (refusal) {
      complain(refusal.message || words.away);
      return false;
    }
  }

  // --- the composer

  const composing = { replyTo: 0, edits: 0 };
  const over = form.querySelector("[data-over]");

  function remember() {
    const text = form.elements.text.value;
    const note = form.elements.note.value;
    outbox.type(text || note || composing.replyTo ? { text, note, ...composing } : null);
  }

  function compose({ text = "", note = "", replyTo = 0, edits = 0 }) {
    const source = sheet.item(edits || replyTo);
    Object.assign(composing, source ? { replyTo, edits } : { replyTo: 0, edits: 0 });
    form.elements.text.value = text;
    form.elements.note.value = note;
    form.elements.reply_to.value = composing.replyTo || "";
    over.hidden = !source;
    if (source) {
      const name = sheet.nameOf(source.dataset.seat);
      part(over, "words").textContent = edits ? words.editing : fill(words.replying, { name, text: sheet.quoted(source) });
    }
    remember();
  }

  function clearComposer() {
    compose({});
    form.querySelector("details")?.removeAttribute("open");
    form.elements.text.focus();
  }

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    say();
  });
  form.addEventListener("input", remember);
  form.elements.text.addEventListener("keydown", (event) => {
    const isKeyboard = matchMedia("(hover: hover) and (pointer: fine)").matches;
    if (event.key !== "Enter" || event.shiftKey || event.isComposing || !isKeyboard) return;
    event.preventDefault();
    say();
  });
  over.querySelector("[data-cancel]").addEventListener("click", (event) => {
    event.preventDefault();
    compose({ text: composing.edits ? "" : form.elements.text.value, note: form.elements.note.value });
    form.elements.text.focus();
  });

  // --- the menu of one message, and what stands under a message that waits

  const menu = root.querySelector("template[data-menu]").content.firstElementChild.cloneNode(true);

  function closeMenu() {
    const link = menu.closest("li")?.querySelector("[data-more]");
    link?.setAttribute("aria-expanded", "false");
    menu.remove();
    return link;
  }

  function openMenu(link) {
    const wasOpen = link.getAttribute("aria-expanded") === "true";
    closeMenu();
    if (wasOpen) return;
    const about = link.closest("li");
    const isOwn = about.dataset.seat === seat;
    const isSaid = about.dataset.state === "said";
    for (const choice of menu.querySelectorAll("[data-for]")) {
      const fits = { own: isOwn, other: !isOwn }[choice.dataset.for] ?? true;
      const isLate = choice.dataset.do === "edit" && sheet.age(about) > root.dataset.editMinutes * 60 * SECOND;
      choice.hidden = !(fits && isSaid) || isLate;
      disarm(choice);
    }
    for (const choice of menu.querySelectorAll("[data-value]")) {
      choice.setAttribute("aria-pressed", Boolean(about.querySelector(`.mine[data-reaction="${choice.dataset.value}"]`)));
    }
    for (const choice of menu.querySelectorAll("a[data-page]")) choice.href = link.href + choice.dataset.page;
    part(menu, "complaint").textContent = "";
    link.setAttribute("aria-expanded", "true");
    view.hold(() => link.closest("[data-foot]").after(menu));
    menu.querySelector("button:not([hidden]), a:not([hidden])").focus({ preventScroll: true });
    menu.scrollIntoView({ block: "nearest" });
  }

  // The line was drawn anew under an open menu: she goes on where she was.
  function keepMenu(line, focused) {
    const link = line.querySelector("[data-more]");
    if (!link) return;
    link.setAttribute("aria-expanded", "true");
    link.closest("[data-foot]").after(menu);
    if (menu.contains(focused)) focused.focus({ preventScroll: true });
  }

  function disarm(choice) {
    if (!choice.dataset.calm) return;
    part(choice, "label").textContent = choice.dataset.calm;
    delete choice.dataset.calm;
  }

  function arm(choice) {
    const label = part(choice, "label");
    choice.dataset.calm = label.textContent;
    label.textContent = choice.dataset.sure;
  }

  async function choose(choice) {
    const about = menu.closest("li");
    const number = Number(about.dataset.number);
    const { do: deed, value, sure, calm } = choice.dataset;
    if (sure && !calm) return arm(choice);
    if (deed === "reply") return answer(number);
    if (deed === "edit") return rewrite(number, about);
    const isOn = choice.getAttribute("aria-pressed") === "true";
    const fields = deed === "react" ? { op: isOn ? "unreact" : "react", value } : { op: deed };
    const complain = (sentence) => (part(menu, "complaint").textContent = sentence);
    return (await change(number, fields, complain)) && closeMenu()?.focus();
  }

  function answer(number) {
    closeMenu();
    compose({ text: form.elements.text.value, note: form.elements.note.value, replyTo: number });
    form.elements.text.focus();
  }

  function rewrite(number, about) {
    closeMenu();
    compose({ text: sheet.textOf(about), edits: number });
    form.elements.text.focus();
  }

  menu.addEventListener("click", (event) => {
    const choice = event.target.closest("button[data-do]");
    if (choice) choose(choice);
  });
  root.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && menu.isConnected) closeMenu()?.focus();
  });
  root.addEventListener("click", (event) => {
    const link = event.target.closest("[data-more], [data-reaction], [data-draft]");
    if (!link) return;
    event.preventDefault();
    if (link.matches("[data-more]")) openMenu(link);
    else if (link.matches("[data-reaction]")) showNames(link);
    else settle(link);
  });

  function showNames(chip) {
    const place = part(chip.closest("li[id]"), "names");
    const sentence = `${chip.title}: ${part(chip, "by").textContent}`;
    place.textContent = place.textContent === sentence ? "" : sentence;
  }

  function settle(button) {
    const { key } = button.closest("[data-key]").dataset;
    const draft = outbox.find(key);
    if (button.dataset.draft === "drop") delivered(key);
    else if (draft) again(draft);
    form.elements.text.focus();
  }

  // --- looking back, and having seen

  async function fetchOlder() {
    if (isFetching || !older || older.hidden) return;
    isFetching = true;
    try {
      const { messages, more } = await ask(`${older.pathname}?before=${sheet.first()}`);
      view.hold(() => {
        messages.reverse().forEach(sheet.put);
        older.hidden = !more;
      });
    } catch {
      // The link stays.
    }
    isFetching = false;
  }

  function thin() {
    if (sheet.list.children.length <= MANY) return;
    sheet.thin();
    show(older, true);
    show(root.querySelector(".start"), false);
  }

  function moved() {
    if (view.isAtEnd()) unseen = document.visibilityState === "visible" ? 0 : unseen;
    jump.hidden = view.isAtEnd();
    part(jump, "words").textContent = unseen ? fill(unseen > 1 ? words.newer : words.newest, { count: unseen }) : words.below;
    if (older && older.getBoundingClientRect().bottom > -600) fetchOlder();
    const last = sheet.last();
    if (view.isSeen() && last > read && line.send({ t: "read", group, number: last })) read = last;
  }

  jump.addEventListener("click", (event) => {
    event.preventDefault();
    view.toEnd();
    form.elements.text.focus({ preventScroll: true });
  });
  older?.addEventListener("click", (event) => {
    event.preventDefault();
    fetchOlder();
  });

  // --- waking and leaving

  let tickedAt = Date.now();
  let day = sheet.today();

  function tick() {
    const slept = Date.now() - tickedAt > 20 * SECOND && document.visibilityState === "visible";
    tickedAt = Date.now();
    if (slept || line.isQuiet()) line.probe();
    if (day !== sheet.today()) sheet.retime();
    day = sheet.today();
    const late = outbox.all().filter((draft) => draft.sentAt && !draft.why && Date.now() - draft.sentAt > ACK_WITHIN);
    late.forEach((draft) => {
      showDraft(draft);
      post(draft);
    });
  }

  function wake() {
    if (document.visibilityState !== "visible") return;
    line.probe();
    moved();
  }

  document.addEventListener("visibilitychange", wake);
  addEventListener("pageshow", (event) => event.persisted && wake());
  addEventListener("online", wake);
  addEventListener("offline", line.lost);
  addEventListener("huisritme:leave", () => {
    leaving.abort();
    outbox.clear();
    line.stop();
  });

  root.classList.add("alive");
  history.scrollRestoration = "manual";
  sheet.seat(JSON.parse(root.dataset.seats));
  outbox.all().forEach((draft) => {
    delete draft.sentAt;
    showDraft(draft);
  });
  composing.replyTo = Number(form.elements.reply_to.value);
  if (composing.replyTo) form.elements.text.value ||= outbox.typed()?.text ?? "";
  else if (!form.elements.text.value && outbox.typed()) compose(outbox.typed());
  view.start();
  moved();
  line.open();
  setInterval(tick, 5 * SECOND);
}

const root = document.querySelector("[data-talk]");
if (root) start(root);
