// Her choice to be called: ask the browser, give the house its address, and show beforehand what the phone will show.
import { register } from "../offline/register.js";

const READY_WITHIN = 15_000;
const form = document.querySelector("form[data-subscribe]");
const off = document.querySelector("form[data-unsubscribe]");
const shown = document.querySelector("[data-shown]");

const bytes = (text) => Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (sign) => sign.charCodeAt(0));
const text = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer))).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
const isOnHomeScreen = () => navigator.standalone !== false;
const isAble = () => "PushManager" in self && "Notification" in self && "serviceWorker" in navigator;

function say(why) {
  for (const note of form.querySelectorAll("[data-why]")) note.hidden = note.dataset.why !== why;
}

function showWords() {
  const chosen = document.querySelector("[name=words]:checked");
  if (chosen) shown.textContent = chosen.closest("label").textContent.trim();
}

const lateness = () => new Promise((_, refuse) => setTimeout(refuse, READY_WITHIN, new Error("no worker")));

// Only a worker that is at work may be called. What this browser was called by before goes first: it may be an address that
// another key of the house asked for.
async function subscribe() {
  await register();
  const registration = await Promise.race([navigator.serviceWorker.ready, lateness()]);
  await (await registration.pushManager.getSubscription())?.unsubscribe();
  return registration.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: bytes(form.dataset.subscribe) });
}

async function turnOn() {
  if ((await Notification.requestPermission()) !== "granted") return say("denied");
  try {
    const subscription = await subscribe();
    form.elements.endpoint.value = subscription.endpoint;
    form.elements.point.value = text(subscription.getKey("p256dh"));
    form.elements.secret.value = text(subscription.getKey("auth"));
  } catch {
    return say("failed");
  }
  say("");
  return form.submit();
}

function start() {
  if (!isAble()) {
    say(isOnHomeScreen() ? "none" : "home");
    form.querySelector("button.button").hidden = true;
    return;
  }
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    turnOn();
  });
}

const ofHere = async () => (await navigator.serviceWorker?.getRegistration())?.pushManager?.getSubscription();

// She may have taken back in her browser what she allowed: then the house would call into the void.
async function lookWhetherItWorks() {
  const works = isAble() && Notification.permission === "granted" && (await ofHere());
  document.querySelector("[data-lost]").hidden = Boolean(works);
}

document.addEventListener("change", showWords);
off?.addEventListener("submit", async () => (await ofHere())?.unsubscribe());
if (off) lookWhetherItWorks();
if (form) start();
