"""Words of mail systems that could not deliver: data for `bounces`, no logic."""

import re
from typing import Final

_I: Final = re.IGNORECASE

DAEMON: Final = re.compile(
    r"^(?:mailer[-_. ]?daemon|mail-?daemon|mdaemon|mail\.?delivery\S*|mailerdaemon|double-?bounce|mail-?error|"
    r"nondelivery|undeliver\w*|mmdf|maildelivery)[\w.+-]*@|^mailer-daemon$",
    _I,
)
"""Addresses of machines alone; a postmaster or a delivery department may be a person."""
POSTMASTER: Final = re.compile(r"^(?:postmaster|bounces?|delivery|system\.?administrator)[\w\\.+-]*@", _I)
DAEMON_NAME: Final = re.compile(
    r"mail(?:er)?[\s-]*deliver\w*|delivery (?:sub)?system|mailer[\s-]?daemon|postmaster|mail administrator|"
    r"system administrator|jetmail system|internet mail delivery|mail system|mail subsystem|delivery subsystem|"
    r"microsoft outlook\b|microsoft exchange|mail server|почтовая система|служба доставки",
    _I,
)
OFFICIAL: Final = re.compile(
    r"^(?:postmaster|mailer-daemon|abuse|hostmaster|no-?reply|mdaemon|helpdesk|support|info-help)@", _I
)
REPLY_PREFIX: Final = re.compile(r"^\s*(?:re|aw|fwd?|sv|ответ|отв|на)\s*:", _I)

SUBJECT: Final = re.compile(
    r"undeliver|non[- ]?deliver|not? deliver|delivery (?:status|failure|fail|problem|report|notification|error|"
    r"has failed|"
    r"incomplete|unsuccessful|warning|delay)|deliver\w* (?:fail|problem|error)|delivery status|"
    r"mail(?:er)? (?:failure|error|"
    r"failed|delivery|not delivered)|message (?:not delivered|delivery|undeliverable|delayed|"
    r"could not be delivered|status)|"
    r"returned (?:mail|to sender|e-?mail|message)|mail could not be delivered|returning (?:message )?to sender|"
    r"failure (?:notice|delivery|report)|failed (?:mail|delivery|message|recipient)|could not (?:be )?(?:deliver|send)|"
    r"couldn't be delivered|can(?:no|')t be delivered|unable to deliver|processing error|mail error|user unknown|"
    r"unzustellbar|nicht zugestellt|nicht zustellbar|zustell\w*(?:fehl|bericht|status)|rückläufer|"
    r"non remis|non délivr|échec (?:de la )?(?:remise|livraison|distribution)|notification d['’]échec|"
    r"retour de courrier|"
    r"no entregad|no se (?:pudo|puede|ha podido) entregar|error de entrega|devuelto|não (?:entregue|foi possível)|"
    r"falha na entrega|devolvid|mancato recapito|mancata consegna|non recapitabile|impossibile (?:recapitare|"
    r"consegnare)|"
    r"onbestelbaar|niet bezorgd|kan inte levereras|kunde inte levereras|kan ikke leveres|kunne ikke leveres|"
    r"niedostarcz|nie dostarcz|nedoruč|teslim edilemedi|kézbesíthetetlen|nelivrat|"
    r"не доставлен|недоставлен|не удалось доставить|не может быть доставлен|ошибка доставки|невозможно доставить|"
    r"возврат(?: письма| почты|а)|сообщение не доставлено|не может быть отправлено|сбой доставки|отчет о доставке|"
    r"отчёт о доставке|уведомление о (?:доставке|состоянии доставки)|не доставлено|не доставлена|"
    r"退信|未送达|无法投递|投递失败|系统退信|配信(?:不能|失敗|できません)|送信できません|エラー|배달되지|반송|"
    r"전송 실패|"
    r"rejected mail|automatically rejected|message rejected|blocked message|warning: (?:message|could not)|"
    r"e-?mail delivery|delivery problem|mail returned|bounced mail|bounce notification|address (?:invalid|unknown)",
    _I,
)

FAILURE: Final = re.compile(
    r"undeliver|not (?:been |be )?(?:delivered|deliverable|reach)|could not be (?:delivered|sent|reached|found|"
    r"processed)|"
    r"couldn't (?:be )?(?:deliver|reach|found)|cannot (?:be )?(?:deliver|reach)|can't (?:be )?(?:deliver|reach)|"
    r"wasn'?t (?:able|delivered|found)|were not able to deliver|was not able to deliver|unable to (?:deliver|reach|"
    r"send|relay|process)|"
    r"did ?n(?:o|')t (?:receive|reach|get|exactly match)|do(?:es)? not (?:exist|have|like|accept)|"
    r"doesn'?t (?:exist|have|like)|"
    r"d[ae]l[ie]very (?:to|of|attempt|has|failed|failure|error|report|was|notification|temporarily|permanently)|"
    r"(?:has|have|been|was|were) (?:rejected|refused|returned|bounced|blocked|suspended|disabled|discontinued|aborted)|"
    r"fatal (?:delivery )?errors?|permanent(?:ly)? (?:error|fail|fatal)|no such (?:user|person|mailbox|address|"
    r"recipient|local|domain|host)|"
    r"(?:unknown|invalid|illegal|bad|no|nonexistent|non-existent|incorrect|disabled|inactive) (?:\w+ ){0,2}"
    r"(?:user|recipient|address|mailbox|account|host|domain|destination|rcpt|local|addressee)|"
    r"(?:user|recipient|address|mailbox|account|host|domain|addressee)(?: \S{1,80})? (?:is |was |are |"
    r"has been )?(?:unknown|not found|unavailable|"
    r"invalid|full|disabled|inactive|not listed|does|rejected|suspended|over ?quota|closed|doesn'?t|expired|"
    r"no longer|locked|not known|restricted|not exist)|"
    r"not (?:a |an )?(?:listed|known|valid|found|recognized|recognised|our customer|accepting|authori[sz]ed|"
    r"allowed|permitted|available|exist)|"
    r"quota|mailbox (?:is )?full|disk full|too (?:large|big|many)|failed|failure|error during|unreachable|"
    r"not (?:yet )?been (?:delivered|collected)|"
    r"intended recipient|relay(?:ing)? (?:access )?denied|access denied|rejected|refused|user unknown|host unknown|"
    r"giving up|given up|no longer (?:valid|exist|available|active|on|with|in|accept|work)|out of (?:disk|space)|"
    r"timed? ?out|"
    r"automatically rejected|could not find a gateway|problem (?:delivering|with)|following (?:address|recipient|"
    r"user|destination)|"
    r"nicht (?:zugestellt|erreicht|gefunden|existiert|bekannt|möglich|ausgeliefert)|unbekannt|fehlgeschlagen|"
    r"konnte nicht|"
    r"n['’](?:existe|a pas|est pas)|pas pu|échoué|inconnu|introuvable|impossible|non (?:remis|distribu|délivr)|"
    r"no (?:existe|se pudo|pudo|se puede|ha podido|fue)|desconocid|fall[óo]|rechazad|não (?:existe|foi|pôde)|"
    r"desconhecid|falhou|"
    r"non (?:esiste|è stato|valido|recapit|trovat)|sconosciut|bestaat niet|niet (?:bezorgd|gevonden|bestaan)|onbekend|"
    r"не (?:может быть|доставлен|удалось|найден|существует|был|смог|принят|может|доступен|зарегистрирован)|"
    r"невозможно|недоступен|неизвестн|отклонен|отклонён|переполнен|отверг|заблокирован|ошибк|неверн|несуществ|отказ|"
    r"无法|失败|不存在|错误|できません|失敗|存在しません|見つかりません|不明|없습니다|실패",
    _I,
)

DELAYED: Final = re.compile(
    r"(?:will|shall) (?:be retried|keep (?:re)?trying|continue to (?:try|attempt|re-?try)|try (?:again|to deliver)|"
    r"be re-?attempted|retry)|"
    r"delivery attempts will (?:continue|be)|attempts? (?:to deliver|will continue)|has been (?:delayed|postponed|"
    r"deferred)|"
    r"(?:message|mail|delivery) (?:is |was )?(?:delayed|deferred|postponed)|not yet been delivered|"
    r"warning message only|"
    r"still being retried|delivery status notification \(?delay|do not need to resend|delayed mail|"
    r"message will be retried|"
    r"still (?:trying|undelivered|in the queue)|temporar(?:y|ily) (?:delay|postpone|defer)|zustellung verzögert|"
    r"verzögert|"
    r"est (?:retardé|différé)|remise (?:retardée|différée)|entrega (?:retrasada|demorada|atrasada)|"
    r"попытки доставки (?:будут|продолж)|доставка (?:отложена|задерж)|будут продолж|задержка доставки|отложен",
    _I,
)
GIVEN_UP: Final = re.compile(
    r"(?:have|has|i'?ve|we'?ve) given up|giving up|not (?:going to )?try again|permanent (?:\w+ )?error|"
    r"permanent fatal|"
    r"failed permanently|permanently fail|after \d+ attempt|has been removed from the (?:mail )?queue|"
    r"was aborted after|"
    r"no further attempts|will not be retried|could not be delivered for \d+|message (?:has )?expired|"
    r"has been returned|"
    r"is being returned|попытки прекращены",
    _I,
)

RETURNED: Final = re.compile(
    r"^[\s>*|=_#-]*(?!the original message was received)(?:"
    r"-*\s*below (?:this|the next) line|original message|copy of (?:the|your) (?:original )?message|"
    r"this is a copy of|here is a copy|"
    r"included is a copy|attached is a copy|attachment is a copy|returned (?:mail|message)|start of returned|"
    r"unsent message|message headers? (?:follow|removed)|message header|the header (?:of|and)|headers? of (?:the|your)|"
    r"header of the source|message text follows|message body|original mail|original e-?mail|original headers|"
    r"forwarded message|message contents?|first \d+ lines|the first \d+ lines|your original message|"
    r"the (?:body|text|header|headers|original|returned|undelivered) (?:of |message|mail|text)|"
    r"a (?:summary|copy) of (?:the|your)|the message (?:header|begins|follows|below)|old message|"
    r"original message (?:follows|details|headers|attached|header|as received)|undelivered message|"
    r"begin(?:ning)? of (?:original|message)|message follows|mail follows|"
    r"kopie der nachricht|ursprüngliche nachricht|kopf der|(?:ci-dessous|voici) (?:une|la) copie|message d['’]origine|"
    r"mensaje original|mensagem original|messaggio originale|oorspronkelijk bericht|"
    r"копия (?:сообщения|письма|вашего)|ниже этой линии|исходное (?:сообщение|письмо)|оригинал|"
    r"заголовки (?:исходного|письма)|"
    r"текст (?:письма|сообщения)|附件中的|原邮件|原信"
    r")|^(?:Received|Return-Path): ",
    _I | re.MULTILINE,
)

FIELD_LINE: Final = re.compile(r"^[\s>*-]*(?:to|cc|an|à|para|кому|received|x-[\w-]+)\s*:", _I)
NOT_ABOUT_RECIPIENT: Final = re.compile(
    r"^[\s>*-]*(?:from|sender|reply-to|return-path|message-id|subject|sent|date|von|de|от|from address|mail from|"
    r"in-reply-to|references)\s*:|>>> mail from|<<< .{0,40}mail from|contact\b|assistance|please (?:send|forward|"
    r"e-?mail|write|call)|"
    r"if you (?:believe|feel|think|need|have)|report (?:it|this)|https?://\S*@|system contact|more information|"
    r"any questions|questions\?|обратитесь|свяжитесь|пишите на|wenden sie sich|contacte[rz]?\b|"
    r"message[- ]id|original sender|envelope sender|sent by\b|reverse-?path|mts-id|your mail server",
    _I,
)
FROM_PIECE: Final = re.compile(
    r"(?<!generated )(?<!expanded )\b(?:mail )?from:?\s*(?:=\s*)?<?[^\s<>@]+@[^\s<>,;]+>?|"
    r"an email [^\s<>@]+@[^\s<>,;]+ addressed|sender <?[^\s<>@]+@[^\s<>,;]+>?|"
    r"for user [^\s@]+@\S+ by\b",
    _I,
)

FOLLOWING: Final = re.compile(r"following (?:recipient|address|user|name)|recipients? (?:failed|unknown)", _I)
BARE_NAME: Final = re.compile(r"^[\s<*-]*([A-Za-z0-9][\w.+-]{1,63})[>\s]*$")
UNDELIVERED_TO: Final = re.compile(
    r"^[^>\n]{0,80}(?:(?:could not|cannot) be delivered to|"
    r"не (?:может быть|было|удалось) доставлено?(?: на)?(?: адрес)?)"
    r"\s*:?\s*\n\s*<?[^\s@<>]+@[^\s@<>]+>?\s*$",
    _I | re.MULTILINE,
)
"""The address stands alone on the line after the words."""
