// What every other page has: the way out, and what is kept for when there is no net.
import "../sign_in/leave.js";
import "../offline/start.js";
