// The service worker's part: show the one neutral line that the house sends, and lead her to what is new.
const ASK_WITHIN = 4000;
const { still, newest } = self.given.paths;

// One notice at a time: another takes its place. Nothing of it tells what it is about.
const notice = { tag: "new", renotify: true };

// A call may be older than her sign-out, so the house is asked once more. Where it cannot say, the line shows: it tells nothing.
async function mayShow() {
  const patience = AbortSignal.timeout ? AbortSignal.timeout(ASK_WITHIN) : undefined;
  try {
    const { status } = await fetch(still, { redirect: "manual", cache: "no-store", signal: patience });
    if (status === 204 || status === 429 || status >= 500) return true; // or the house cannot say it now
    if (status !== 423) await end();
    return false;
  } catch {
    return true;
  }
}

// She signed out, or another person did for her: this browser is called no more, whatever the push service still holds.
async function end() {
  const subscription = await self.registration.pushManager.getSubscription();
  await subscription?.unsubscribe();
  for (const shown of await self.registration.getNotifications()) shown.close();
}

async function isLooking() {
  const windows = await self.clients.matchAll({ type: "window", includeUncontrolled: true });
  return windows.some(({ visibilityState }) => visibilityState === "visible");
}

async function show(words) {
  if ((await isLooking()) || !(await mayShow())) return;
  await self.registration.showNotification(words, notice);
}

async function lead() {
  const [first] = await self.clients.matchAll({ type: "window" });
  if (!first) return self.clients.openWindow(newest);
  await first.focus();
  return first.navigate?.(newest);
}

self.addEventListener("push", (event) => {
  const words = event.data?.text().trim();
  if (words) event.waitUntil(show(words));
});
self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(lead());
});
self.addEventListener("message", (event) => event.data === "left" && event.waitUntil(end()));
