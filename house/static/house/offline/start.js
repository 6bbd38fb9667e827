// Once a page is there and at rest it asks for the worker. The sign-in page and Sluit make a browser forget its worker, so
// each page asks again. Nothing waits for it, and no page is loaded anew when another worker takes over.
import { register } from "./register.js";

window.addEventListener("load", () => setTimeout(() => register().catch(() => {}), 300));
// She is never asked to put this on her home screen: the menu of her browser can.
window.onbeforeinstallprompt = () => false;
