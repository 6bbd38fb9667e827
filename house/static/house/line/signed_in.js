// What every signed-in page has: the way out, the live line and her lock. A page names this one alone.
import "../sign_in/leave.js";
import "./line.js";
import "../sign_in/lock.js";
