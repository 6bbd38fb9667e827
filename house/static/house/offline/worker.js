// The worker of this site: what a phone shows when there is no net. Above this text the house writes `given`: its
// version, the pages that everybody may see, the files that those name, and which address gives which page.
import "./answers.js";
import "../push/notice.js";
