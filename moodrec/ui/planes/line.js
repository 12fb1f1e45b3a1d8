// The line on which the figures of a page ask the server for songs.

const PATIENCE = 2000; // milliseconds after which a question counts as lost

const line = { send: null, open: null, since: 0, next: new Map(), heard: new Map() };

function listen({ answer }, setTriggerValue) {
  line.send = (question) => setTriggerValue("question", question);
  if (answer && answer.to === line.open?.key) {
    const { key, done } = line.open;
    line.open = null;
    line.heard.set(key, answer);
    done(answer);
  }
  forward();
}

// Asks the server, one question after the other; a newer one of a kind takes an older one's place.
function ask(kind, question, done) {
  const key = JSON.stringify(question);
  if (line.heard.has(key)) return done(line.heard.get(key));
  line.next.set(kind, { key, question, done });
  forward();
}

function forward() {
  if (line.open && Date.now() - line.since < PATIENCE) return;
  const [kind, waiting] = line.next.entries().next().value ?? [];
  if (!waiting || !line.send) return;
  line.next.delete(kind);
  line.open = waiting;
  line.since = Date.now();
  line.send({ ...waiting.question, key: waiting.key });
  setTimeout(forward, PATIENCE + 1);
}
