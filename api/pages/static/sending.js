// Files on their way into the service: one is extracted while a person waits, several or an archive become a job.

import { ask, askJson } from "./asking.js";

const ARCHIVE = /\.(zip|7z|rar|tar|tgz|gz)$/i;
const POLL_MS = 700;

// Extract one file and keep its record: its id. `signal` breaks off.
export async function extractOne(file, signal) {
  const address = `/v1/extract?keep=true&lists=coverage&name=${encodeURIComponent(file.name)}`;
  const answer = await ask(address, {
    method: "POST",
    body: file,
    headers: { "Content-Type": "application/octet-stream" },
    signal,
  });
  return answer.headers.get("Location").split("/").at(-1);
}

// Have several files or archives extracted: the job as it has ended, and the files that it has no record of.
// `onprogress` is told the job each time it is looked at.
export async function extractMany(files, onprogress, signal) {
  const form = new FormData();
  for (const file of files) form.append("files", file);
  let job = await askJson("/v1/jobs", { method: "POST", body: form, signal });
  onprogress(job);
  while (job.state === "waiting" || job.state === "running") {
    await new Promise((done) => setTimeout(done, POLL_MS));
    job = await askJson(`/v1/jobs/${job.id}`, { signal });
    onprogress(job);
  }
  const lines = await (
    await ask(`/v1/jobs/${job.id}/results`, { headers: { Accept: "application/x-ndjson" }, signal })
  ).text();
  const items = lines
    .split("\n")
    .filter(Boolean)
    .map((line) => JSON.parse(line));
  return { job, problems: items.filter((item) => item.problem) };
}

export function isMany(files) {
  return files.length > 1 || ARCHIVE.test(files[0].name);
}

export function stopJob(id) {
  return ask(`/v1/jobs/${id}/cancel`, { method: "POST" });
}
