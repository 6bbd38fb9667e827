// The one worker of this site. Resolves with its registration, and rejects in a browser that has no workers.
export async function register() {
  return navigator.serviceWorker.register("/worker.js");
}
