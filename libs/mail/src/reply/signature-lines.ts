const THING =
  'i-?phone\\w*|i-?pad\\w*|i-?pod|apple|mac|android|samsung|galaxy|huawei|xiaomi|redmi|honor|oppo|vivo|oneplus|pixel|motorola|moto|nokia|lumia|lg|htc|sony|xperia|zte|alcatel|asus|lenovo|blackberry|bb|windows|outlook|hotmail|mail|e-?mail|correo|courrier|posta|post|yahoo|gmail|inbox|aol|gmx|web\\.de|freenet|proton(?:mail)?|tutanota|zoho|fairemail|k-9|aqua|spark|typeapp|tuta|edison|canary|superhuman|shortwave|airmail|mailbox|newton|thunderbird|nine|boxer|bluemail|touchdown|mobile|m[óo]vil|mobil\\w*|celular|cell|phone|smart-?phone|handy|tablet|device|dispositivo|appareil|ger[äa]t|toestel|apparaat|t[ée]l[ée]phone|tel[ée]fono|telefone|telefon\\w*|cellulare|urz[ąa]dzen\\w*|(?:телефон|устройств|смартфон|айфон|почт)\\p{L}*|puhelime\\w*|galaxy';

const MY =
  'my|mi|mis|mon|ma|mes|meu|minha|mein\\w*|mio|mia|mijn|moje\\w*|mojej|мо(?:е|г|є)\\p{L}*|моя|min|mit|minun|mého|môjho|meu|m[eé]u';
const SENT =
  'sent|written|posted|shared|enviad[oa]|escrito|mandado|envoy[ée]e?|exp[ée]di[ée]|gesendet|verschickt|geschickt|verfasst|inviat[oa]|spedito|verzonden|verstuurd|wys[łl]an[oey]|отправлено|написано|надіслано|відправлено|изпратено|skickat|skickades|sendt|l[äa]hetetty|odesl[áa]no|odoslan[ée]|k[üu]ldve|trimis|tramès|enviat|poslano|gönderildi|διανομή|στάλθηκε';
const VIA =
  "from|via|with|by|on|using|through|desde|con|por|mediante|a trav[ée]s de|do|da|de|d[’']un|depuis|du|à partir d[eu]|avec|par|von|vom|mit|[üu]ber|aus|dal|tramite|vanaf|vanuit|van|met|ze|z|za pomoc[ąa]|с|из|через|з|від|от|fr[åa]n|fra|från|z|zo|din|de pe|des de|amb|des del|iz|από|pelo|pela|com|a partir d[oe]";

const PATTERNS: readonly RegExp[] = [
  new RegExp(
    `^(?:(?:mensaje|correo|mensagem|message|messaggio|nachricht|bericht)\\s+)?(?:${SENT})\\s+(?:${VIA})\\s+(?:(?:${MY})\\s+\\S.{0,60}|(?:(?:a|an|the|un|une|el|la|il|lo|le|dem|der|einem|een|aplikac\\S*|app|application|aplicaci[óo]n|l[’'])\\s*)?.{0,30}(?<!\\p{L})(?:${THING})(?!\\p{L}).{0,60})$`,
    'iu',
  ),
  new RegExp(`^(?:${VIA})\\s+(?:${MY})\\s+.{0,40}(?<!\\p{L})(?:${THING})(?!\\p{L}).{0,30}$`, 'iu'),
  /^(?:von|vom|aus) (?:meine[mr]|unterwegs).{0,60}(?:gesendet|geschickt|verschickt)\.?$/iu,
  /^diese (?:nachricht|e-?mail|mail) wurde (?:von|mit|über).{0,80}(?:gesendet|verschickt)\.?$/iu,
  /^(?:this (?:e-?mail|message|mail) (?:was|has been) )sent (?:from|via|using|with) (?:my|a|the) .{1,60}$/iu,
  /^(?:get|download|try) (?:the )?.{0,15}(?:outlook|yahoo|protonmail|proton mail|bluemail|spark|edison).{0,60}$/iu,
  /^(?:obtener|obt[ée]n|descargar|descarga|obtenha|obter(?: o)?|baixe|t[ée]l[ée]charger|obtenez|obtenir|scarica|ottieni|download|pobierz|uzyskaj|holen sie sich|laden sie|hämta|hent|hanki|získat|stáhnout|získať|töltse le|descărcați|obțineți|outlook.{0,20}indir|получить|скачать|завантажити|отримати|dapatkan).{0,25}outlook.{0,60}$/iu,
  /^outlook .{1,40}(?:beziehen|herunterladen|downloaden|を入手|を入手する|を取得|をダウンロード|다운로드|edinin).{0,120}$/iu,
  /^(?:获取|下载|取得|下載).{0,6}outlook.{0,60}$/iu,
  /^(?:从|從|发自|發自|來自|来自|自)\s?(?:我的)?\s?.{0,30}(?:[a-z]{2,}|手机|手機|华为|小米|邮箱|郵箱|客户端).{0,20}$/iu,
  /^(?:从|從).{1,30}(?:发送|傳送|發送)$/u,
  /^(?:发送|傳送|發送)自.{1,30}$/u,
  /^.{1,20}版.{0,3}outlook ?を入手(?:する)?$/iu,
  /^lähetetty .{0,15}(?:iphone|ipad|android|samsung|puhelim)\S{0,8}$/iu,
  /^securely sent with .{1,60}$/iu,
  // What a virus scanner adds, its link taken away.
  /^(?:virus[- ]?free|libre de virus|livre de vírus|sans virus|garanti sans virus|virenfrei|senza virus|privo di virus|virusvrij|wolny od wirusów|без вирусов)(?!\p{L})[.:]?\s{0,3}(?:www\.)?(?:avast|avg)[\w.]{0,10}$/iu,
  /^#DAB4FAD8-2DD7-40BB-A1B8-4E2AA1F9FDF2$/,
  /^.{1,30}から送信(?:されました|しています)?。?$/u,
  /^.{0,10}(?:나의|내) .{1,30}에서 (?:보냄|보냈음|전송).{0,5}$/u,
  /^.{1,20}(?:umdan|ımdan|imdan|ümdan) gönderildi\.?$/iu,
  /^.{1,30}(?:-?omról|-?emről|-?ról|-?ről) küldve\.?$/iu,
  /^provenance\s?: (?:courrier|mail).{0,40}$/iu,
  /^(?:someone )?from (?:my )?(?:mobile|i-?phone|i-?pad|android|blackberry).{0,20}$/iu,
  /^yahoo ?(?:mail|mobile).{0,60}(?:android|iphone|ipad|todo|suche|search).{0,60}$/iu,
  /^(?:envoyé|enviado|sent|inviato|gesendet) (?:de|desde|from|do|da|von) (?:yahoo|aol|outlook).{0,60}$/iu,
];

const AVAST_LINK = /^\s*<https?:\/\/(?:www\.)?(?:avast|avg)\.com\/[^\s>]*>\s*$/i;

/** A line that a phone or program adds about itself ("Sent from my iPhone"), in the languages of our users. */
export function isDeviceLine(line: string): boolean {
  if (line.length > 300) return false;
  const text = line
    .replace(/<\s*(?:https?:|mailto:)[^>]*>|\(https?:[^)]*\)|https?:\S+/gi, '')
    .replace(/\[([^\]]*)\]/g, '$1')
    .replace(/^[\s<>(*_"“~-]+|[\s<>)*_"”~]+$/g, '')
    .trim();
  if (text === '' && AVAST_LINK.test(line)) return true;
  return text !== '' && text.length <= 110 && PATTERNS.some((pattern) => pattern.test(text));
}

/** `-- ` (RFC 3676 §4.3), with or without its space, as many programs lose it. */
export function isSignatureMark(line: string): boolean {
  return /^--[ \u00a0]?$/.test(line) || /^-- ?\s*$/.test(line);
}
