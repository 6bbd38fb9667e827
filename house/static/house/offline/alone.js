// What a page has that is shown without a net: the way out. Out of the memory of a browser it is asked for anew, for what is
// kept may be gone.
import "../sign_in/leave.js";

window.addEventListener("pagehide", () => document.documentElement.classList.add("kept"));
window.addEventListener("pageshow", (event) => event.persisted && location.reload());
