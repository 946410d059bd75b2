// Sample people, channels and talks for the mock.
import type { Attachment, Capabilities, Channel, Contact, DeliveryState, Extra, Message, Operator, Provider, Snippet } from "../src/shared/api/types";

export interface Said {
  by: "them" | "us" | "note" | "event";
  text?: string;
  visible?: string;
  html?: string;
  subject?: string;
  kind?: Message["kind"];
  minutesAgo?: number;
  operator?: number;
  state?: DeliveryState;
  code?: string;
  automatic?: boolean;
  edited?: boolean;
  deleted?: boolean;
  extra?: Extra;
  attachments?: Attachment[];
  key?: string | null;
}

const id = (kind: number, index: number) => `00000000-0000-7000-900${kind}-${String(index).padStart(12, "0")}`;

const operator = (index: number, name: string, role: Operator["role"], online: boolean): Operator => ({
  id: id(1, index),
  name,
  email: `${["anna", "ilya", "marina", "oleg"][index] ?? "x"}@mebel.example`,
  role,
  photo_url: null,
  presence: online ? "online" : "away",
  online,
  status: online ? "online" : "away",
  break_ends_at: null,
  team_ids: [],
  deactivated_at: index === 3 ? "2026-10-01T10:00:00Z" : null,
});

export const OPERATORS: Operator[] = [operator(0, "Анна Смирнова", "owner", true), operator(1, "Илья Громов", "operator", true), operator(2, "Марина Л.", "supervisor", false), operator(3, "Олег Панин", "operator", false)];

const NAMES = ["Екатерина Воронцова", "Дмитрий", "ООО «Северный ветер»", "Мария Ким", "Артём Захаров", "Ольга Петровна Белозёрская-Заславская", "", "Jonas Weber", "Гузель", "Павел Ч."];

const KNOWN: Contact["attributes"] = { город: "Тверь", заказов: 4, "сумма заказов": "86 400 ₽", оптовый: false };

export const CONTACTS: Contact[] = NAMES.map((name, index) => ({
  id: id(2, index),
  name,
  avatar_url: null,
  locale: "ru",
  notes: index === 0 ? "Постоянная клиентка, просит звонить после 18:00." : "",
  attributes: index % 2 === 0 ? KNOWN : {},
  identities: [
    { id: id(3, index), channel_id: id(4, 1), address_kind: "email", address: `client${index}@mail.example`, name, username: "", verified: true, claimed: false, reachable: true, unreachable_code: "", last_seen_at: null },
    { id: id(3, index + 100), channel_id: id(4, 2), address_kind: "telegram", address: `77120${index}`, name, username: index % 3 === 0 ? `client_${index}` : "", verified: false, claimed: false, reachable: index !== 4, unreachable_code: index === 4 ? "telegram.blocked" : "", last_seen_at: null },
  ],
  created_at: "2026-03-14T09:00:00Z",
  last_seen_at: "2026-11-21T09:00:00Z",
  merged_into: null,
}));

const can = (change: Partial<Capabilities>): Capabilities => ({
  text_length_max: 4096, attachment_size_bytes_max: 20_971_520, attachments_max: 10, buttons_max: 0, subject: false, html: false, reply_to: true, edits: true, deletes: true, reactions: true, typing_in: true, typing_out: true, voice: true, location: true, receipt_delivered: true, receipt_read: true, read_out: false, starts_conversation: false, reply_window_seconds: 0, attachment_types: ["*/*"], idempotent_send: true, rate_per_second: 0, rate_per_recipient_per_second: 0, sms: false, prepared: false, publishes: "", ...change,
});

const field = (name: string, kind: Provider["fields"][number]["kind"], ru: string, en: string, change: Partial<Provider["fields"][number]> = {}): Provider["fields"][number] => ({ name, kind, label: { ru, en }, help: {}, required: false, default: null, choices: [], pattern: "", length_max: 500, advanced: false, destination: false, made: false, file: false, ...change });

export const PROVIDERS: Provider[] = [
  { kind: "webchat", title: { ru: "Чат на сайте", en: "Site chat" }, summary: { ru: "Виджет на страницах сайта", en: "A widget on your pages" }, setup: { ru: "Сохраните канал и вставьте код на сайт.", en: "Save the channel and put the code on your site." }, colour: "#2459e0", icon: '<path fill="currentColor" d="M5 4h14a2 2 0 0 1 2 2v9a2 2 0 0 1-2 2h-7l-5 4v-4H5a2 2 0 0 1-2-2V6c0-1.100.900-2 2-2"/>', takes_webhooks: false, checks: false, capabilities: can({}), fields: [field("title", "text", "Заголовок", "Title", { required: true, default: "Напишите нам" }), field("colour", "text", "Цвет", "Colour", { default: "#2459e0", pattern: "#[0-9a-fA-F]{6}" }), field("position", "choice", "Где стоит", "Position", { choices: ["right", "left"], default: "right" }), field("preview", "boolean", "Показывать оператору текст до отправки", "Show the text before it is sent", { default: true, help: { ru: "Клиент увидит, что набранное видно.", en: "The visitor is told." } }), field("origins", "list", "Сайты", "Sites", { advanced: true })] },
  { kind: "email", title: { ru: "Почта", en: "E-mail" }, summary: { ru: "Ящик по IMAP и SMTP", en: "A mailbox by IMAP and SMTP" }, setup: { ru: "1. Включите IMAP в ящике.\n2. Создайте пароль приложения.\n3. Впишите его ниже.", en: "1. Turn on IMAP.\n2. Make an app password.\n3. Enter it below." }, colour: "#9a5b00", icon: '<path fill="currentColor" d="M3 5h18v2l-9 6-9-6zm0 4.500 9 6 9-6V19H3z"/>', takes_webhooks: false, checks: true, capabilities: can({ text_length_max: 200_000, html: true, subject: true, starts_conversation: true, edits: false, deletes: false, reactions: false, typing_in: false, typing_out: false, voice: false, location: false, receipt_read: false }), fields: [field("address", "text", "Адрес", "Address", { required: true }), field("imap_host", "text", "Сервер IMAP", "IMAP server", { required: true }), field("imap_port", "number", "Порт IMAP", "IMAP port", { default: 993 }), field("username", "text", "Имя пользователя", "User name", { required: true }), field("password", "secret", "Пароль приложения", "App password", { required: true, help: { ru: "Не пароль от почты, а отдельный для программ.", en: "Not the mailbox password but one for programs." } }), field("folders", "list", "Папки", "Folders", { advanced: true, default: ["INBOX"] }), field("smtp_security", "choice", "Шифрование SMTP", "SMTP security", { advanced: true, choices: ["tls", "starttls", "none"], default: "tls" })] },
  { kind: "telegram", title: { ru: "Телеграм", en: "Telegram" }, summary: { ru: "Бот, который отвечает за вас", en: "A bot that speaks for you" }, setup: { ru: "Создайте бота у @BotFather и скопируйте токен.", en: "Make a bot with @BotFather and copy its token." }, colour: "#1f8fd0", icon: '<path fill="currentColor" d="M21.500 3.500 2.500 11l5.600 2.100L17 7.400l-6.600 7 .4 5.100 2.900-3.200 4.200 3.200z"/>', takes_webhooks: true, checks: true, capabilities: can({ receipt_delivered: false, receipt_read: false }), fields: [field("token", "secret", "Токен бота", "Bot token", { required: true }), field("mode", "choice", "Приём сообщений", "Receiving", { choices: ["webhook", "polling"], default: "webhook" })] },
];

const channel = (index: number, kind: string, name: string, ok: boolean): Channel => ({
  id: id(4, index), kind, name, enabled: true, public_id: `ch_${index}x7Qm`, config: kind === "email" ? { address: "hello@mebel.example", password: { set: true }, imap_host: "imap.mebel.example", imap_port: 993, username: "hello", folders: ["INBOX", "Заказы"] } : kind === "telegram" ? { token: { set: true }, mode: "webhook" } : { title: "Напишите нам", colour: "#2459e0", position: "right", preview: true }, address: ["", "hello@mebel.example", "@mebel_bot"][index] ?? "", facts: kind === "telegram" ? { username: "mebel_bot" } : {}, health: { ok, code: ok ? "" : "telegram.unauthorized", detail: ok ? "" : "401 Unauthorized", at: "2026-11-21T08:00:00Z" }, capabilities: PROVIDERS.find((one) => one.kind === kind)?.capabilities ?? can({}), webhook_url: kind === "telegram" ? "https://desk.mebel.example/hooks/00000000/9f2c" : "", created_at: "2026-03-01T00:00:00Z",
});

export const CHANNELS: Channel[] = [channel(0, "webchat", "Сайт mebel.example", true), channel(1, "email", "hello@mebel.example", true), channel(2, "telegram", "Бот @mebel_bot", false)];

const snippet = (index: number, shortcut: string, title: string, text: string): Snippet => ({ id: id(5, index), shortcut, title, text, variables: [], team_id: null, attachment_ids: [], attachments: [], last_used_at: null, used_count: 40 - index * 7, updated_at: "2026-11-10T10:00:00Z" });

export const SNIPPETS: Snippet[] = [snippet(0, "доставка", "Сроки доставки", "Доставка по Твери занимает 1–2 дня, по области до 4 дней. Курьер позвонит за час до приезда."), snippet(1, "оплата", "Как оплатить", "Оплатить можно картой на сайте, по счёту или при получении."), snippet(2, "спасибо", "Благодарность", "Спасибо, что написали. Если появятся вопросы, мы на связи каждый день с 9:00 до 21:00."), snippet(3, "возврат", "Возврат товара", "Вернуть товар можно в течение 14 дней. Пришлите, пожалуйста, номер заказа и фото упаковки.")];

const file = (name: string, kind: string, media_type: string, change: Partial<Attachment> = {}): Attachment => ({ id: id(6, name.length), name, media_type, size: 248_000, kind, state: "ready", url: "/api/v1/files/sample", inline: false, content_id: "", error_code: "", duration_seconds: null, ...change });

export interface Script {
  channel: number;
  subject?: string;
  said: Said[];
}

export const SCRIPTS: Script[] = [
  { channel: 0, said: [
    { by: "them", text: "Здравствуйте! Подскажите, стол «Бьёрк» есть в наличии в Твери?", minutesAgo: 1600 },
    { by: "us", text: "Добрый день, Екатерина. Да, на складе в Твери осталось два стола, можем отложить.", minutesAgo: 1596 },
    { by: "event", extra: { event: { code: "assigned", params: { operator_id: id(1, 0) } } }, minutesAgo: 1595 },
    { by: "them", text: "Отложите, пожалуйста, один. Вот фото места, куда хотим поставить", attachments: [file("кухня.jpg", "image", "image/jpeg")], minutesAgo: 42 },
    { by: "note", text: "Размер ниши 140 см, «Бьёрк» в длину 138. Влезет, но впритык — предупредить.", minutesAgo: 40 },
    { by: "us", text: "Отложили на ваше имя до пятницы. Ниша 140 см, стол 138 см: войдёт, но впритык. Подробности: https://mebel.example/bjork", minutesAgo: 38 },
    { by: "us", text: "Прислать замеры стола с разложенной крышкой?", minutesAgo: 37, state: "delivered" },
    { by: "them", text: "Да, и сколько будет стоить доставка на третий этаж без лифта?", minutesAgo: 4, extra: { reactions: [{ emoji: "👍" }] } },
  ] },
  { channel: 1, subject: "Re: Счёт № 1187", said: [
    { by: "them", subject: "Счёт № 1187", text: "Добрый день. Пришлите, пожалуйста, закрывающие документы по счёту 1187.\n\nС уважением,\nДмитрий", visible: "Добрый день. Пришлите, пожалуйста, закрывающие документы по счёту 1187.", html: '<p>Добрый день.</p><p>Пришлите, пожалуйста, <b>закрывающие документы</b> по счёту 1187.</p><img src="https://example.com/logo.png" width="120" height="40"><p style="color:#777">С уважением,<br>Дмитрий</p>', attachments: [file("Счёт 1187.pdf", "document", "application/pdf")], minutesAgo: 320 },
    { by: "us", automatic: true, text: "Мы получили ваше письмо и ответим завтра с 9:00. Быстрее всего отвечаем в чате на сайте.", state: "accepted", minutesAgo: 319 },
    { by: "them", kind: "bounce", text: "Mail could not be delivered", extra: { bounce: { recipients: [{ address: "buh@sever.example", permanent: true, status: "5.1.1", reason: "No such user" }] } }, minutesAgo: 200 },
    { by: "them", text: "Спасибо, жду.\n> Мы получили ваше письмо\n> и ответим завтра с 9:00.", visible: "Спасибо, жду.", minutesAgo: 9 },
  ] },
  { channel: 2, said: [
    { by: "them", text: "Привет, курьер опаздывает уже на час", minutesAgo: 75 },
    { by: "them", extra: { location: { latitude: 56.858, longitude: 35.917, title: "Подъезд 2", address: "ул. Советская, 14" } }, minutesAgo: 74 },
    { by: "us", operator: 1, text: "Простите за ожидание. Курьер стоит в пробке у моста, будет через 15 минут.", state: "failed", code: "telegram.blocked", minutesAgo: 70 },
    { by: "us", operator: 1, text: "Сообщим, как только он подъедет.", state: "unknown", minutesAgo: 69 },
    { by: "them", attachments: [file("Голосовое", "voice", "audio/ogg", { duration_seconds: 12 })], minutesAgo: 65 },
    { by: "them", text: "ладно", edited: true, minutesAgo: 60 },
    { by: "event", operator: 1, extra: { event: { code: "closed", params: { operator_id: id(1, 1) } } }, minutesAgo: 50 },
    { by: "them", deleted: true, minutesAgo: 20 },
    { by: "them", text: "Приехал, спасибо. А накладную можно?", attachments: [file("накладная.pdf", "document", "application/pdf", { state: "fetching" }), file("видео.mp4", "video", "video/mp4", { state: "failed" })], minutesAgo: 2 },
  ] },
  { channel: 0, said: [{ by: "them", text: "Здравствуйте, а рассрочка есть?", minutesAgo: 90 }, { by: "us", operator: 1, text: "Здравствуйте, Мария. Да, на 6 и 12 месяцев без переплаты.", minutesAgo: 88 }, { by: "them", text: "Отлично, оформлю вечером", minutesAgo: 86 }, { by: "us", operator: 1, text: "Хорошо, мы на связи до 21:00.", minutesAgo: 85 }] },
];
