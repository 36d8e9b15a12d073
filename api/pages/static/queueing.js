// A document of the service put into the queue of the review.

import { askJson } from "./asking.js";
import { button, toast } from "./notices.js";
import { say } from "./texts.js";

// A button that puts a document into the queue and goes to the review, or says why it is not reviewed.
export function reviewButton(id) {
  return button(say("review_this"), async () => {
    try {
      const answer = await askJson("/v1/review/documents", {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify({ documents: [id] }),
      });
      if (answer.frozen.length) toast(say("review_frozen"));
      else location.assign("/review");
    } catch (error) {
      toast(`${error.title ?? ""} ${error.message}`.trim(), { isAlarm: true });
    }
  });
}
