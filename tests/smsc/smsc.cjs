/**
 * An SMS centre on loopback, made of the `smpp` package (node-smpp): a second implementation to meet ours.
 *
 * It says what happens on stdout, one JSON object a line, and does what it is told on stdin, one JSON object a line:
 *   {"do": "answer", "statuses": [88]}        the next submit_sm get these statuses; -1 is never answered,
 *                                             -2 cuts the link instead, -3 is a success without an id
 *   {"do": "receipts", "as": "text"|"options"|"decimal"|"none", "stat": "DELIVRD"}
 *   {"do": "receipt", "id": "00000A10", "stat": "UNDELIV"}   of one message, whatever `receipts` says of all
 *   {"do": "deliver", "pdu": {...}, "hex": "..."}   a message from a phone; `hex` is its text as it travels
 *   {"do": "drop"}                            cut every link as a broken network does
 *   {"do": "silence"}                         answer nothing any more, not even keep-alive
 */
const fs = require("node:fs");
const readline = require("node:readline");
const smpp = require("smpp");

const [login, password, keyPath, certPath] = process.argv.slice(2);
const secure = keyPath ? { key: fs.readFileSync(keyPath), cert: fs.readFileSync(certPath) } : {};
const STATES = { DELIVRD: 2, EXPIRED: 3, UNDELIV: 5, REJECTD: 8, ENROUTE: 1 };

const sessions = new Set();
let statuses = [];
let receipts = { as: "text", stat: "DELIVRD" };
let silent = false;
let last = 0x0a0f;

const say = (event) => process.stdout.write(`${JSON.stringify(event)}\n`);
const plain = (value) => (Buffer.isBuffer(value) ? { hex: value.toString("hex") } : value);

function shown(pdu) {
  const content = pdu.message_payload ?? pdu.short_message;
  const { message, udh } = content ?? {};
  return {
    source: pdu.source_addr, source_ton: pdu.source_addr_ton, source_npi: pdu.source_addr_npi,
    destination: pdu.destination_addr, destination_ton: pdu.dest_addr_ton, esm_class: pdu.esm_class,
    data_coding: pdu.data_coding, registered_delivery: pdu.registered_delivery,
    message: plain(message ?? ""), udh: (udh ?? []).map((one) => one.toString("hex")),
    payload: pdu.message_payload !== undefined,
    sar: [pdu.sar_msg_ref_num, pdu.sar_total_segments, pdu.sar_segment_seqnum],
  };
}

function receipt(session, pdu, id, { as, stat }) {
  const state = STATES[stat];
  const told = as === "decimal" ? String(parseInt(id, 16)) : id;
  const text = `id:${told} sub:001 dlvrd:001 submit date:2603021200 done date:2603021201 stat:${stat} err:000 text:`;
  const options = as === "options" ? { receipted_message_id: `${id}`, message_state: state } : {};
  deliver(session, {
    source_addr: pdu.destination_addr, destination_addr: pdu.source_addr, esm_class: 0x04,
    short_message: as === "options" ? "" : Buffer.from(text), ...options,
  });
}

function deliver(session, pdu) {
  session.deliver_sm(pdu, (answer) => say({ event: "delivered", status: answer.command_status }));
}

function bind(session, kind, pdu) {
  const fits = pdu.system_id === login && pdu.password === password;
  const status = fits ? 0 : pdu.system_id === login ? smpp.ESME_RINVPASWD : smpp.ESME_RINVSYSID;
  session.send(pdu.response({ command_status: status, system_id: "otklik-smsc" }));
  if (fits) sessions.add(session);
  say({ event: "bind", kind, status, version: pdu.interface_version });
}

function submit(session, pdu) {
  const status = statuses.shift() ?? 0;
  const id = (last + 1).toString(16).toUpperCase().padStart(8, "0");
  say({ event: "submit", status, id, ...shown(pdu) });
  if (status === -2) session.socket.destroy();
  if (status === -3) session.send(pdu.response({ message_id: "" }));
  if (status < 0 || silent) return;
  last += 1;
  session.send(pdu.response({ command_status: status, message_id: status === 0 ? id : "" }));
  if (status === 0 && pdu.registered_delivery === 1 && receipts.as !== "none") receipt(session, pdu, id, receipts);
}

const server = smpp.createServer(secure, (session) => {
  for (const kind of ["bind_transceiver", "bind_transmitter"]) session.on(kind, (pdu) => bind(session, kind, pdu));
  session.on("submit_sm", (pdu) => submit(session, pdu));
  session.on("enquire_link", (pdu) => {
    say({ event: "enquire_link" });
    if (!silent) session.send(pdu.response());
  });
  session.on("unbind", (pdu) => {
    say({ event: "unbind" });
    session.send(pdu.response());
    session.close();
  });
  session.on("error", () => sessions.delete(session));
  session.on("close", () => {
    sessions.delete(session);
    say({ event: "closed" });
  });
});

const acts = {
  answer: (told) => { statuses = told.statuses; },
  receipts: (told) => { receipts = { stat: "DELIVRD", ...told }; },
  receipt: ({ id, stat }) => {
    const [session] = sessions;
    receipt(session, { destination_addr: "79123456789", source_addr: "TeaShop" }, id, { as: "text", stat });
  },
  silence: () => { silent = true; },
  drop: () => { for (const session of sessions) session.socket.destroy(); },
  deliver: ({ pdu, hex }) => {
    const [session] = sessions;
    deliver(session, { ...pdu, ...(hex === undefined ? {} : { short_message: Buffer.from(hex, "hex") }) });
  },
};

readline.createInterface({ input: process.stdin }).on("line", (line) => {
  const told = JSON.parse(line);
  acts[told.do](told);
  say({ event: "done", do: told.do });
}).on("close", () => process.exit(0));

server.listen(0, "127.0.0.1", () => say({ event: "listening", port: server.address().port }));
