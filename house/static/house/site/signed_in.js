// What every signed-in page has: the way out, the live line, her lock, and what is kept for when there is no net. A page
// names this one alone.
import "../sign_in/leave.js";
import "../line/line.js";
import "../sign_in/lock.js";
import "../offline/start.js";
