// The workbench.

import { notice } from "./notices.js";
import { openShell } from "./shell.js";
import { byId } from "./dom.js";
import { say } from "./texts.js";

openShell();
byId("workbench").append(notice("empty", say("empty"), say("empty_detail")));
