"""Words by which mail programs of many languages mark quoted history and signatures: data, no logic.

Collected from the programs' own translations: Gmail, Outlook, Apple Mail, Thunderbird, Yandex, Mail.ru, Yahoo, Samsung.
"""

from typing import Final

WROTE: Final = (
    # verb, then the colon
    r"wrote|writes|sent|said|écrit|ecrit|écrivait|escribió|escribio|escribe|escreveu|scritto|scrisse|scrive|escrit|"
    r"geschrieben|schrieb|schreef|geschreven|skrev|skreiv|skrifaði|kirjoitti|kirjutas|rakstīja|rašė|parašė|napisał|"
    r"napisała|napisał\(a\)|napisał/a|napisal|napsal|napsala|napsal\(a\)|napísal|napísala|napísal\(a\)|"
    r"написал|написала|написал\(а\)|написали|написав|написала\(в\)|пишет|писал|писала|писали|писал\(а\)|пише|писав|написа|"
    r"напісаў|напісала|yazdı|yazmış|írta|a scris|a scrie|je napisao|je napisala|je napisao/la|napisao|napisala|"
    r"je napisal|έγραψε|đã viết|viết|menulis|sumulat|כתב|כתבה|כתב/ה|مكتوب|كتب|كتبت|نوشت|लिखा|เขียน|เขียนว่า|"
    r"写道|寫道|写到|書きました|のメッセージ|さんは書きました|님이 작성|작성|napsáno|wrote the following|"
    r"шакли ёзди|жазды"
)

STARTERS: Final = (
    r"on|at|le|am|el|em|il|op|w dniu|dnia|dne|dňa|den|på|pe|la|ma|a|vào|vào lúc|tarihinde|pada|em|no dia|ngày|στις|"
    r"kuupäeval|šių|em qua|quarta|wrote|в|в письме от|от|у|вт|на|ob|u|dana|am|à|le|ในวันที่|em data|data"
)

WEEKDAYS: Final = (
    r"mon|tue|wed|thu|fri|sat|sun|monday|tuesday|wednesday|thursday|friday|saturday|sunday|"
    r"пн|вт|ср|чт|пт|сб|вс|понедельник|вторник|среда|среду|четверг|пятница|пятницу|суббота|субботу|воскресенье|"
    r"нд|понеділок|вівторок|середа|четвер|пʼятниця|п'ятниця|субота|неділя|"
    r"mo|di|mi|do|fr|sa|so|montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonntag|"
    r"lun|mar|mer|jeu|ven|sam|dim|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|"
    r"lunes|martes|miércoles|jueves|viernes|sábado|domingo|mié|jue|vie|sáb|dom|"
    r"segunda|terça|quarta|quinta|sexta|seg|ter|qua|qui|sex|lunedì|martedì|mercoledì|giovedì|venerdì|sabato|domenica|"
    r"pon|wt|śr|czw|pt|sob|ndz|niedz|poniedziałek|wtorek|środa|czwartek|piątek|sobota|niedziela"
)

ORIGINAL: Final = (
    r"original message|original mail|original email|original appointment|reply message|replied message|"
    r"ursprüngliche (?:nachricht|mail|e-mail)|ursprungliche nachricht|original-?nachricht|originalnachricht|"
    r"message d['’]origine|message original|message initial|courriel original|mensaje original|mensagem original|"
    r"messaggio originale|messaggio origi(?:nale)?|oorspronkelijk bericht|origineel bericht|oprindelig meddelelse|"
    r"original meddelelse|opprinnelig melding|originalmelding|ursprungligt meddelande|originalmeddelande|"
    r"alkuperäinen viesti|wiadomość oryginalna|oryginalna wiadomość|původní (?:zpráva|e-mail|správa)|pôvodná správa|"
    r"исходное сообщение|исходное письмо|оригинальное сообщение|оригинал сообщения|первоначальное сообщение|"
    r"вихідне повідомлення|оригінальне повідомлення|оригинално съобщение|orijinal (?:mesaj|ileti)|"
    r"özgün ileti|eredeti üzenet|mesaj original|mesajul original|izvorno sporočilo|izvorna poruka|originalna poruka|"
    r"αρχικό μήνυμα|thư gốc|tin nhắn gốc|pesan asli|originalus laiškas|sākotnējais ziņojums|algne kiri|"
    r"原始邮件|原始郵件|原邮件|原信|元のメッセージ|オリジナルメッセージ|原文|원본 메시지|원본 메일|הודעה מקורית|"
    r"הודעה המקורית|"
    r"الرسالة الأصلية|رسالة أصلية|پیام اصلی|ข้อความต้นฉบับ"
)

FORWARDED: Final = (
    r"forwarded message|forwarded by .{1,60}|begin forwarded message|forwarded mail|forwarded email|"
    r"weitergeleitete nachricht|anfang der weitergeleiteten (?:nachricht|e-mail)|message transféré|message réexpédié|"
    r"début du message (?:réexpédié|transféré)|début du courriel (?:réexpédié|transféré)|"
    r"mensaje reenviado|inicio del mensaje reenviado|mensagem encaminhada|mensagem reencaminhada|"
    r"início da mensagem (?:encaminhada|reencaminhada)|messaggio inoltrato|inizio messaggio inoltrato|"
    r"doorgestuurd bericht|begin doorgestuurd bericht|vidarebefordrat (?:meddelande|mail|brev)|"
    r"vidarebefordrat meddelande|början på vidarebefordrat (?:meddelande|brev)|"
    r"videresendt (?:meddelelse|melding|besked|e-post)|start på videresendt (?:besked|melding)|"
    r"välitetty viesti|edelleenlähetetty viesti|välitetty viesti alkaa|"
    r"przekazana wiadomość|wiadomość przekazana|początek przekazywanej wiadomości|przesłana wiadomość|"
    r"přeposlaná zpráva|předávaná zpráva|začátek přeposílané zprávy|preposlaná správa|"
    r"пересылаемое сообщение|пересланное сообщение|перенаправленное сообщение|пересылаемое письмо|"
    r"начало переадресованного сообщения|начало пересылаемого сообщения|конец пересылаемого сообщения|"
    r"переслане повідомлення|пересилання повідомлення|початок листа, що пересилається|препратено съобщение|"
    r"iletilen mesaj|yönlendirilen ileti|iletilmiş mesaj|továbbított (?:üzenet|levél)|mesaj redirecționat|"
    r"proslijeđena poruka|prosleđena poruka|posredovano sporočilo|προωθημένο μήνυμα|thư đã chuyển tiếp|"
    r"tin nhắn được chuyển tiếp|pesan terusan|转发的邮件|轉寄郵件|转发邮件|转发邮件信息|転送メッセージ|"
    r"転送されたメッセージ|"
    r"전달된 메시지|전달된 메일|הודעה שהועברה|رسالة معاد توجيهها|الرسالة المعاد توجيهها"
)

POINTERS: Final = (
    r"fyi|f\.y\.i|fwd|see below|please see below|as discussed|for your information|к сведению|для сведения|см\. ниже|"
    r"смотрите ниже|смотри ниже|пересылаю|переслано|до відома|zur info|zur information|zk|z\.k|siehe unten|"
    r"pour info|pour information|voir ci-dessous|para su información|para tu información|ver abajo|"
    r"per conoscenza|vedi sotto|ter info|ter informatie|zie onder|till kännedom|til orientering|do wiadomości"
)
"""Notes that only point at the forward below them."""

ABOVE_LINE: Final = (
    r"reply above this line|please type your reply above this line|please reply above this line|write above this line|"
    r"пишите (?:ваш )?ответ выше этой (?:линии|строки|черты)|ответьте выше этой (?:линии|строки|черты)|"
    r"пожалуйста, введите ваш ответ над этой строкой|bitte antworten sie über dieser linie|"
    r"(?:above|über|выше|вище|encima|acima|dessus|sopra|boven|ovanför|nad)\b.{0,12}\b(?:line|zeile|linie|linii|linią|линии|"
    r"строки|черты|лінії|línea|linha|ligne|linea|regel|lijn|linje|raden)\b.{0,60}(?:##|-\s*$|=\s*$)|"
    r"répondez au-dessus de cette ligne|responda por encima de esta línea|responda acima desta linha"
)

HEADER_KEYS: Final = {
    "from": "from|von|de|da|van|från|fra|frá|lähettäjä|od|от|от кого|від|от кого|отправитель|gönderen|kimden|kimdən|"
    "feladó|expeditor|din|από|người "
    "gửi|từ|dari|saatja|no|nuo|šalje|pošiljatelj|寄件者|寄件人|发件人|發件人|差出人|보낸 사람|"
    "보낸사람|מאת|من|از|จาก|expéditeur|remitente|remetente|mittente|afzender|avsändare|absender|אל",
    "date": "date|sent|sent at|sent on|datum|gesendet|gesendet am|envoyé|envoyé le|date d'envoi|"
    "fecha|enviado|enviado el|"
    "enviada|enviada em|enviado em|data|inviato|inviata|data invio|verzonden|verzonden op|skickat|skickat den|sendt|"
    "dato|päiväys|lähetetty|päivämäärä|wysłano|wysłane|odesláno|odoslané|dátum|отправлено|дата|дата отправки|"
    "надіслано|изпратено|tarih|gönderilme tarihi|gönderildi|küldve|elküldve|trimis|data trimiterii|στάλθηκε|"
    "ημερομηνία|ngày|đã gửi|tanggal|terkirim|dikirim|saadetud|kuupäev|nosūtīts|išsiųsta|poslano|日期|发送时间|發送時間|"
    "发送日期|寄件日期|傳送時間|日付|送信日時|보낸 날짜|날짜|보낸 시간|תאריך|נשלח|תאריך "
    "שליחה|التاريخ|تاريخ|تاریخ|วันที่|ส่ง",
    "to": "to|an|à|a|pour|para|per|aan|till|til|vastaanottaja|saaja|do|komu|pro|кому|до|получатель|kime|alıcı|címzett|"
    "către|catre|la|προς|tới|đến|kepada|ke|saaja|kellele|kam|kur|kam|za|prima|收件人|收件者|宛先|받는 사람|받는사람|"
    "אל|إلى|به|ถึง|destinataire|destinatario|destinatário|ontvanger",
    "cc": "cc|kopie|copie|copia|cópia|kopia|kopi|копия|копія|bilgi|másolat|dw|cópia para|抄送|副本|참조|עותק|نسخة|"
    "สำเนา|kopi til|kopio",
    "subject": "subject|betreff|objet|sujet|asunto|assunto|oggetto|onderwerp|ämne|emne|efni|aihe|otsikko|temat|předmět|"
    "predmet|тема|konu|tárgy|subiect|θέμα|chủ đề|tiêu đề|subjek|perihal|teema|tēma|tema|主题|主題|主旨|件名|제목|נושא|"
    "الموضوع|موضوع|เรื่อง|naslov|zadeva",
    "reply": "reply-to|répondre à|antwort an|responder a|responder para|rispondi a|antwoord aan|svar till|svar til|"
    "ответить|odpowiedz do|importance|priority|attachments|attachment|anlagen|wichtigkeit|pièces jointes|"
    "allegati|adjuntos|anexos|важность|вложения|organization|bcc|message-id|list-id|mailed-by|when|where|resent-from",
}

SENT_FROM: Final = (
    r"(?:sent|posted) (?:from|via|with|using|by) (?:my|a|an|the|mail|outlook|yahoo|proton|gmail|samsung|mailbird|spark|"
    r"airmail|iphone|ipad|android|huawei|xiaomi|blackberry|windows|nokia|tutanota|aol|mobile|superhuman|newton|"
    r"polymail|acompli|mailbox|boxer|bluemail|blue mail|nine|hey|rediff|typeapp|t-mobile|verizon|at&t|front|missive)\b|"
    r"sent from\b|get outlook for|get the outlook app|"
    r"отправлено (?:с|со|из|через|от|при помощи|моим)\b|отправлен(?:ное)? (?:с|из) |написано с |послано с |"
    r"скачать outlook для|надіслано з|відправлено з|изпратено от моя|"
    r"von meinem? .{2,40}(?:gesendet|versendet|verschickt)|gesendet (?:von|mit|über) |gesendet mit der|"
    r"diese nachricht wurde von .{2,60} gesendet|outlook für (?:ios|android) |"
    r"envoyé (?:de mon|depuis|à partir de|avec|via) |télécharger outlook pour|obtenir outlook pour|"
    r"obtenez outlook pour|"
    r"enviado (?:desde|do meu|a partir d|de mi|por|com|con)\b|obtener outlook para|obter o outlook para|"
    r"inviato (?:da|dal|dall|con|tramite)\b|scarica outlook per|ottieni outlook per|"
    r"(?:verzonden|verstuurd|verstuurt) (?:vanaf|van|met|vanuit|via) |outlook voor (?:ios|android) downloaden|"
    r"download outlook voor|skickat (?:från|fra|med) |skickades från|hämta outlook för|"
    r"sendt (?:fra|frå|via|med) |hent outlook (?:for|til)|lähetetty .{2,40}|hanki outlook|"
    r"wysłan[eoy] (?:z|przez|za pomocą|mojego) |pobierz outlook|(?:odesláno|odoslané|odoslano|poslano) (?:z|s|iz) |"
    r"stáhnout outlook|получить outlook|küldve .{2,40}|.{2,40}(?:imdan|umdan|ümden|imden|ından|inden) gönderildi|"
    r"trimis (?:de pe|din|de la) |στάλθηκε από|được gửi từ|gửi từ|dikirim dari|saadetud minu|išsiųsta iš|"
    r"发自我的|从我的.{2,30}发送|發自我的|從我的.{2,30}(?:傳送|發送)|從我的|从我的|傳送自|發送自|"
    r".{2,30}から送信|나의 .{2,30}에서 보냄|.{2,30}에서 보냄|נשלח מה|أرسلت من|مرسل من|ارسال شده از"
)

SIGN_OFFS: Final = (
    r"с уважением|с наилучшими(?: пожеланиями)?|с почтением|всего (?:доброго|наилучшего|хорошего)|хорошего дня|"
    r"искренне ваш[аи]?|з повагою|з найкращими побажаннями|"
    r"(?:best|kind|warm|kindest|warmest)(?: regards| wishes)?|regards|sincerely(?: yours)?|yours (?:sincerely|truly|"
    r"faithfully)|respectfully|cheers|thanks(?: and regards| & regards)?|thank you|many thanks|with best regards|"
    r"mit freundlichen grüßen|mit freundlichem gruß|freundliche grüße|viele grüße|beste grüße|mfg|"
    r"cordialement|bien cordialement|bien à vous|salutations|sincères salutations|"
    r"saludos(?: cordiales)?|un saludo|atentamente|cordialmente|atenciosamente|cumprimentos|abraços|"
    r"cordiali saluti|distinti saluti|saluti|met vriendelijke groet(?:en)?|vriendelijke groet(?:en)?|groet(?:en)?|mvg|"
    r"med vänliga hälsningar|vänliga hälsningar|hälsningar|mvh|med venlig hilsen|venlig hilsen|med vennlig hilsen|"
    r"ystävällisin terveisin|terveisin|z poważaniem|pozdrawiam|s pozdravem|s pozdravom|saygılarımla|saygılarımızla|"
    r"üdvözlettel|tisztelettel|cu stimă|lp|trân trọng|此致|敬具|よろしくお願いいたします|감사합니다"
)
