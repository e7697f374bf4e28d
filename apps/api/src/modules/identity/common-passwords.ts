import { invalidField } from '../../platform/http/problem.js';

/**
 * What the published lists of leaked passwords are made of, as far as eight characters and more are concerned: words
 * and names that people take, in English and Spanish. Held small and offline: {@link isCommonPassword} knows what
 * people do to them, so that a word stands for the hundreds of entries that are made from it.
 */
const WORDS = new Set(
  `abcd abcdef abcdefg abcdefgh abc access account adios admin administrador administrator adrian africa aguila
  alberto alejandra alejandro alemania alexander alexandra alexis alfredo alicia almeria alvaro amanda america
  amigo amigos amor amorcito amore amores andrea andres angel angela angelica angelito angels anthony antonio
  apple aquarius argentina arsenal arturo asdf asdfg asdfgh asdfghjkl ashley atletico auto avatar azerty babygirl
  bailey baloncesto banana barbara barbie barca barcelona barney baseball basketball batman beatriz beautiful
  bella benfica benjamin bernabeu betis bienvenida bienvenido blahblah blessed bonita bonito boomer boston brandon
  brandy brasil bubbles buddy buster butterfly calidad camaro camila campeon canada caramelo cariño carino carla
  carlitos carlos carmen carolina caroline casa casino catalina celtic chacha changeme change chang charlie
  charlotte cheese chelsea chester chicago chicken chile chivas chocolate cielito cielo clave claudia clinton
  coffee colombia computer contrasena contraseña cookie corazon corazón corvette cowboys cristian cristiano
  cristina cristo daddy dakota dallas dallass daniel daniela danielle dario david debbie default delfin demo
  deportivo destiny diablo diamond diana diego dinero diosito diosmeama disney dolphin domingo doraemon dragon
  dragonball eagles eduardo elefante elizabeth emmanuel empresa enrique entrar erica españa espana esperanza
  estrella estrellita eternity eugenia facebook facturacion falcon familia family fatima federico felicidad
  felipe fernanda fernando ferrari fiesta flamenco flamengo flores florida flower football forever fortnite
  francia francisco freedom friend friends futbol gabriel gabriela galicia garfield gateway gatito gemini genius
  george german giants gilberto ginger gloria golden google gordito granada guadalupe guatemala guest guillermo
  guitar guitarra hammer hannah hardcore harley hello hermosa hermoso hockey hola holahola hotmail hottie hunter
  iceman icecream iloveu iloveyou iloveu2 ignacio informatica inicio instagram internet invitado isabel isabella
  jackson jaguar jasmine javier jeffrey jennifer jeremy jessica jesus jesucristo jesuschrist joaquin johnny jordan
  jorge josefina joseluis joseph joshua juancarlos juanita juanito juanjose juliana julian julio junior justin
  justinbieber karina kevin killer kitten lakers laura lauren legend leonardo leonel lestat letmein liberty
  lineage linkinpark liverpool login loginlogin lorena lorenzo loveme lovely lover loveyou lucia lucifer luismiguel
  madrid madison maggie manchester manuel marcela marcos margarita maria mariana mariajose maribel marina mariposa
  mario marisol marlboro marlene marseille martha martin martinez master matrix matthew mauricio maverick maximus
  melissa mercedes merlin mexico miamor michael michelle mickey midnight miguel minecraft mierda millonario mirincon
  miperro mivida mohammed molina monica monkey monster montana morena morgan mother muñeca muneca murcielago mustang
  mynoob naruto natalia natasha navidad nicolas nicole nintendo nirvana nothing nuevo orange oscar pablo packers
  pakistan paloma panama pantera paola papito paraguay pass passion passw password passwort patricia patrick peanut
  pebbles peluche pepito pepper perfect perrito peru phoenix piolin pirata pizza playboy player pokemon policia
  porsche portugal power precious preciosa princesa princess princesita private prueba purple qazwsx qazwsxedc qwaszx
  qwe qweasd qweasdzxc qwer qwert qwerty qwertyui qwertyuiop rachel raiders rainbow ranger rangers raquel rebecca
  realmadrid redsox ricardo richard ricky river riverplate roberto rocio rodrigo rolando ronaldo rosario samantha
  samsung samuel sandra santiago santos scooter scorpion sebastian secret secreta secreto segura seguridad seguro
  senha serenity sergio service servicio sevilla shadow silver simpson slayer slipknot snoopy soccer socorro softball
  soleil soporte spider spiderman spongebob starwars steelers stephanie steven sunflower sunshine superman superstar
  support sweet sweetie system tamara tarheels taylor teamo teamomucho teamor tecnico tequiero tequieromucho teresa
  test tester testing testtest thomas thunder tigers tigger tinkerbell tottenham toyota travis trustno trustnoone
  tweety twilight universidad user usuario valencia valentina valeria vanessa ventas veronica victor victoria
  virginia viviana vladimir volcano volkswagen warcraft warrior webmaster welcome whatever whatsapp william winner
  winston winter summer spring autumn verano invierno otoño otono primavera wizard wolverine xavier yamaha yankees
  yolanda youtube zaragoza zxcv zxcvb zxcvbn zxcvbnm enero febrero marzo abril mayo junio julio agosto septiembre
  octubre noviembre diciembre january february march april june july august september october november december
  lunes martes miercoles jueves viernes sabado monday tuesday wednesday thursday friday saturday sunday
  noxdesk helpdesk nox desk ticket tickets`.split(/\s+/),
);
/** Along keyboards and alphabets; any part of one, either way. */
const WALKS = [
  'abcdefghijklmnopqrstuvwxyz',
  '01234567890123456789',
  'qwertyuiop',
  'asdfghjklñ',
  'zxcvbnm',
  'azertyuiop',
  'qwertzuiop',
  '1q2w3e4r5t6y7u8i9o0p',
  '1qaz2wsx3edc4rfv5tgb6yhn7ujm',
  'qazwsxedcrfvtgbyhnujm',
  'q1w2e3r4t5y6u7i8o9p0',
  '147258369',
  '159357',
  '123321',
  '112233445566778899',
  'a1b2c3d4e5f6g7h8i9',
].flatMap((walk) => [walk, [...walk].reverse().join('')]);

const SUBSTITUTES: Readonly<Record<string, string>> = {
  '0': 'o',
  '1': 'i',
  '3': 'e',
  '4': 'a',
  '5': 's',
  '7': 't',
  '@': 'a',
  $: 's',
  '!': 'i',
  '€': 'e',
};
const LEAST_OWN = 4;

const withoutAccents = (text: string) => text.normalize('NFKD').replace(/\p{M}/gu, '');
const spelledOut = (text: string) => text.replace(/[0134571@$!€]/g, (char) => SUBSTITUTES[char]!);
/** What is left of a word when what people put around it is taken off. */
const core = (text: string) => text.replace(/^[^\p{L}]+|[^\p{L}]+$/gu, '');

/**
 * Whether a password is among the first that somebody would try (OWASP ASVS 5, 6.2.4 and 6.2.11): a common word or name,
 * or one of this account, with capitals, figures, signs and the usual substitutes added; a walk on the keyboard; one
 * thing said over and over.
 * @param own words of the account: name, address, organisation
 */
export function isCommonPassword(password: string, own: readonly string[] = []): boolean {
  const text = withoutAccents(password.toLowerCase().trim());
  if (new Set(text).size <= 2) return true;
  const once = /^(.+?)\1+$/u.exec(text)?.[1] ?? text;
  const words = ownWords(own);
  return [text, once].some((form) => isWalk(form) || readings(form).some((word) => isKnown(word, words)));
}

/** @throws ProblemError where {@link isCommonPassword} says so */
export function refuseCommonPassword(field: string, password: string, own: readonly string[]): void {
  if (isCommonPassword(password, own)) throw invalidField(field, 'common_password');
}

/** The word that somebody may have begun with. Signs at the end are more often signs than letters. */
const readings = (text: string) => [
  text,
  core(text),
  spelledOut(text),
  core(spelledOut(core(text))),
  spelledOut(core(text)),
];

const PLAIN_WORDS = new Set([...WORDS].map(withoutAccents));
const isKnown = (word: string, own: ReadonlySet<string>) =>
  word !== '' && (PLAIN_WORDS.has(word) || own.has(word) || isTwoOf(word, own));

/** Two such words side by side (`holahola`, `anaperez`). */
function isTwoOf(word: string, own: ReadonlySet<string>): boolean {
  const known = (part: string) => PLAIN_WORDS.has(part) || own.has(part);
  for (let cut = 3; cut <= word.length - 3; cut += 1)
    if (known(word.slice(0, cut)) && known(word.slice(cut))) return true;
  return false;
}

function isWalk(text: string): boolean {
  const bare = text.replace(/[^\p{L}\p{N}]+$/u, '');
  if (WALKS.some((walk) => walk.includes(bare))) return true;
  // Two walks one after the other: `abcd1234`, `qwerty123456`.
  for (let cut = 3; cut <= bare.length - 3; cut += 1)
    if ([bare.slice(0, cut), bare.slice(cut)].every((part) => WALKS.some((walk) => walk.includes(part))))
      return true;
  return false;
}

function ownWords(own: readonly string[]): ReadonlySet<string> {
  const parts = own.flatMap((text) => {
    const plain = withoutAccents(text.toLowerCase());
    return [plain, plain.split('@')[0]!, plain.replace(/[^\p{L}]/gu, ''), ...plain.split(/[^\p{L}]+/u)];
  });
  return new Set(parts.filter((part) => part.length >= LEAST_OWN));
}
