import type { Locale, ProblemCode } from '@noxdesk/contracts';

type Sentences = Record<ProblemCode, string>;

const TITLES: Record<Locale, Sentences> = {
  es: {
    malformed_request: 'La petición no se puede leer',
    unauthenticated: 'Hay que iniciar sesión',
    invalid_credentials: 'Las credenciales no son correctas',
    second_factor_required: 'Falta el segundo paso para entrar',
    forbidden: 'No tienes permiso para esto',
    ticketing_not_allowed: 'No tienes acceso al soporte; habla con tu administrador',
    scope_missing: 'El token no tiene el alcance necesario',
    enrolment_required: 'Antes tienes que activar la verificación en dos pasos',
    confirmation_required: 'Confirma primero que eres tú',
    sign_in_refused: 'El proveedor de identidad te conoce, pero aquí no puedes entrar',
    field_not_allowed: 'No puedes usar este campo',
    message_type_not_allowed: 'No puedes usar este tipo de mensaje',
    not_found: 'No existe',
    method_not_allowed: 'Este método no está permitido aquí',
    not_acceptable: 'No se puede responder en el formato pedido',
    request_timeout: 'La petición tardó demasiado',
    transition_not_allowed: 'El ticket no puede pasar a ese estado',
    conflict: 'Ya existe o ha cambiado mientras tanto',
    in_use: 'Está en uso y no se puede borrar',
    request_in_progress: 'La misma petición aún está en curso',
    file_being_checked: 'El archivo se está comprobando; espera un momento',
    file_locked: 'El archivo está bloqueado: el antivirus no lo deja pasar',
    precondition_failed: 'El ticket ha cambiado mientras tanto',
    too_large: 'Es demasiado grande',
    too_many_files: 'Son demasiados archivos',
    unsupported_media_type: 'Este tipo de contenido no se admite',
    file_type_not_allowed: 'Este tipo de archivo no se admite',
    range_not_satisfiable: 'El archivo no llega hasta la parte pedida',
    invalid_input: 'Hay datos que corregir',
    tenant_required: 'Hay que indicar la organización («tenant»)',
    idempotency_key_reused: 'La clave de idempotencia ya se usó con otra petición',
    provider_failed: 'El proveedor de identidad no ha respondido como debe',
    rate_limited: 'Demasiados intentos; espera un momento',
    internal: 'Algo falló en el servidor',
    unavailable: 'El servicio no está disponible ahora',
  },
  en: {
    malformed_request: 'The request cannot be read',
    unauthenticated: 'You need to sign in',
    invalid_credentials: 'The credentials are wrong',
    second_factor_required: 'A second step is needed to sign in',
    forbidden: 'You are not allowed to do this',
    ticketing_not_allowed: 'You have no access to support; ask your administrator',
    scope_missing: 'The token lacks the scope for this',
    enrolment_required: 'You need to set up a second factor first',
    confirmation_required: 'Confirm first that it is you',
    sign_in_refused: 'The identity provider knows you, but you cannot get in here',
    field_not_allowed: 'You may not use this field',
    message_type_not_allowed: 'You may not use this type of message',
    not_found: 'There is no such thing',
    method_not_allowed: 'This method is not allowed here',
    not_acceptable: 'No answer is possible in the format asked for',
    request_timeout: 'The request took too long',
    transition_not_allowed: 'The ticket cannot go to that state',
    conflict: 'It exists already, or has changed meanwhile',
    in_use: 'It is in use and cannot be deleted',
    request_in_progress: 'The same request is still running',
    file_being_checked: 'The file is being checked; wait a moment',
    file_locked: 'The file is locked: the virus scanner does not let it through',
    precondition_failed: 'The ticket has changed meanwhile',
    too_large: 'It is too large',
    too_many_files: 'There are too many files',
    unsupported_media_type: 'This type of content is not accepted',
    file_type_not_allowed: 'This type of file is not accepted',
    range_not_satisfiable: 'The file does not reach the part asked for',
    invalid_input: 'Some of the input needs correction',
    tenant_required: 'Name the organisation (“tenant”)',
    idempotency_key_reused: 'The idempotency key was used with another request',
    provider_failed: 'The identity provider has not answered as it should',
    rate_limited: 'Too many attempts; wait a moment',
    internal: 'Something failed on the server',
    unavailable: 'The service is not available now',
  },
};

/** Sentences for refused fields that the validator has none for. `{name}` is filled from the parameters. */
const FIELDS: Record<string, Record<Locale, string>> = {
  required: { es: 'Es obligatorio', en: 'It is required' },
  unknown_field: { es: 'Este campo no existe aquí', en: 'There is no such field here' },
  unknown_value: { es: 'No existe: {value}', en: 'There is no such thing: {value}' },
  control_characters: { es: 'Contiene caracteres de control', en: 'It contains control characters' },
  common_password: {
    es: 'Es de las primeras que probaría cualquiera: elige otra contraseña',
    en: 'It is one of the first that anybody would try: choose another password',
  },
  empty: { es: 'No puede estar vacío', en: 'It must not be empty' },
  nothing_to_change: { es: 'Indica al menos un campo que cambiar', en: 'Name at least one field to change' },
  not_allowed: { es: 'Tu cuenta no puede usar este campo', en: 'Your account may not use this field' },
  other_requester: {
    es: 'Es de otra persona: relaciónalos en vez de fusionarlos',
    en: 'It is somebody else’s: relate the two instead of merging them',
  },
  merged: { es: 'Ya está fusionado con otro', en: 'It has been merged into another one already' },
  same_ticket: { es: 'Es el mismo ticket', en: 'It is the same ticket' },
  duplicate: { es: 'Ya está en uso', en: 'It is already in use' },
  invalid_cursor: { es: 'No es un cursor de esta lista', en: 'It is not a cursor of this list' },
  invalid_header: { es: 'El valor de la cabecera no es válido', en: 'The value of the header is not valid' },
  not_staff: {
    es: 'Tiene que ser un agente o administrador activo',
    en: 'It must be an active agent or admin',
  },
  unknown_id: { es: 'No existe', en: 'There is no such thing' },
  staff_only: {
    es: 'Solo los agentes y administradores pertenecen a departamentos',
    en: 'Only agents and admins belong to departments',
  },
  not_a_member: { es: 'No pertenece al departamento', en: 'Does not belong to the department' },
  file_too_large: {
    es: '«{filename}» es demasiado grande: como máximo {max} bytes',
    en: '“{filename}” is too large: at most {max} bytes',
  },
  too_many_pixels: {
    es: 'Como máximo {max} píxeles de lado',
    en: 'At most {max} pixels a side',
  },
  template_syntax: {
    es: 'No se entiende «{value}»: solo valen variables y condiciones, entre llaves dobles',
    en: '“{value}” is not understood: only variables and conditions, in double braces',
  },
  unknown_variable: { es: 'No existe la variable «{value}»', en: 'There is no variable “{value}”' },
  missing_variable: { es: 'Falta la variable «{value}»', en: 'The variable “{value}” is missing' },
  message_alone: {
    es: 'La variable «{value}» tiene que estar sola en su párrafo',
    en: 'The variable “{value}” must stand alone in its paragraph',
  },
  invalid_link: {
    es: '«{value}» no es una dirección: usa https://, mailto: o una variable de enlace',
    en: '“{value}” is no address: use https://, mailto: or a variable of a link',
  },
  file_type: {
    es: '«{filename}» no es de un tipo admitido: {allowed}',
    en: '“{filename}” is not of an accepted type: {allowed}',
  },
  file_content: {
    es: 'El contenido de «{filename}» no corresponde a su extensión',
    en: 'The content of “{filename}” does not match its extension',
  },
  file_bomb: {
    es: '«{filename}» ocuparía demasiado al abrirlo',
    en: '“{filename}” would take up too much once it is opened',
  },
  file_empty_name: { es: 'Un archivo no tiene nombre', en: 'A file has no name' },
  too_many_files: { es: 'Como máximo {max} archivos por mensaje', en: 'At most {max} files a message' },
  not_a_file: { es: 'Tiene que ser un archivo', en: 'It must be a file' },
  a_file: { es: 'No puede ser un archivo', en: 'It must not be a file' },
  repeated: { es: 'Solo puede aparecer una vez', en: 'It may appear only once' },
  not_a_list: { es: 'Tiene que ser una lista', en: 'It must be a list' },
  too_big: { es: 'Es demasiado largo', en: 'It is too long' },
  not_json: { es: 'Tiene que ser JSON válido', en: 'It must be valid JSON' },
  not_in_future: { es: 'Tiene que estar en el futuro', en: 'It must be in the future' },
  link_over: {
    es: 'El enlace ya se ha usado o ha caducado: pide otro',
    en: 'The link was used or is over: ask for another one',
  },
  not_their_address: { es: 'No es la dirección de esa persona', en: 'It is not the address of that person' },
  setup_code: { es: 'No es el código de la consola', en: 'It is not the code of the console' },
  wrong_password: { es: 'No es tu contraseña actual', en: 'It is not your current password' },
  wrong_code: { es: 'El código no es correcto', en: 'The code is wrong' },
  one_proof: { es: 'Indica exactamente una prueba', en: 'Give exactly one proof' },
  not_a_credential: { es: 'La clave de acceso no se puede comprobar', en: 'The passkey cannot be verified' },
  challenge_over: { es: 'Ha caducado: empieza de nuevo', en: 'It is over: begin again' },
  second_factor_required: {
    es: 'Tu organización exige un segundo factor: añade otro antes',
    en: 'Your organisation asks for a second factor: add another one first',
  },
  no_second_factor: { es: 'No hay ningún segundo factor', en: 'There is no second factor' },
  not_a_url: {
    es: 'Tiene que ser una dirección web como https://empresa.com/ruta',
    en: 'It must be a web address such as https://example.com/path',
  },
  url_credentials: {
    es: 'Sin nombre ni contraseña en la dirección',
    en: 'Without a name or a password in the address',
  },
  not_https: { es: 'Tiene que empezar por https://', en: 'It must begin with https://' },
  not_a_public_key: {
    es: 'No es una clave pública en PEM o JWK',
    en: 'It is not a public key in PEM or JWK form',
  },
  keys_or_address: {
    es: 'Indica la dirección de las claves o una clave, no las dos',
    en: 'Give the address of the keys or a key, not both',
  },
  email_not_verified: {
    es: 'El proveedor no ha verificado tu dirección de correo',
    en: 'The provider has not verified your e-mail address',
  },
  no_account: { es: 'No tienes cuenta aquí', en: 'You have no account here' },
  email_taken: {
    es: 'Ya hay otra cuenta con esta dirección',
    en: 'There is another account with this address',
  },
  inactive_user: { es: 'La cuenta está desactivada', en: 'The account is closed' },
  last_admin: { es: 'Tiene que quedar un administrador activo', en: 'An active admin must remain' },
  unknown_timezone: {
    es: 'No es una zona horaria IANA, como Europe/Madrid',
    en: 'It is not an IANA time zone, such as Europe/Madrid',
  },
  no_opening_hours: { es: 'No tiene ningún horario de apertura', en: 'It has no opening hours' },
  invalid_shape: { es: 'No tiene la forma esperada', en: 'It does not have the expected shape' },
  invalid_weekday: {
    es: 'El día va de 1 (lunes) a 7 (domingo)',
    en: 'A weekday is 1 (Monday) to 7 (Sunday)',
  },
  invalid_time: { es: 'No es una hora como 09:00', en: 'It is not a time such as 09:00' },
  invalid_date: { es: 'No es una fecha como 2026-12-25', en: 'It is not a date such as 2026-12-25' },
  empty_interval: {
    es: 'Empieza y termina a la misma hora; un día entero es de 00:00 a 24:00',
    en: 'It starts and ends at the same time; a whole day is 00:00 to 24:00',
  },
  overlapping_intervals: { es: 'Se solapa con otro intervalo', en: 'It overlaps another interval' },
  invalid_minutes: {
    es: 'Tiene que ser un número entero de minutos, al menos 1',
    en: 'It must be a whole number of minutes, at least 1',
  },
  too_long: {
    es: 'Con este horario tardaría más de diez años',
    en: 'By this calendar it would take more than ten years',
  },
  first_response_after_resolution: {
    es: 'La primera respuesta no puede tardar más que la resolución',
    en: 'The first response must not take longer than the resolution',
  },
  not_the_last_warning: {
    es: 'Tiene que ser el último de los avisos',
    en: 'It must be the last of the warnings',
  },
  not_a_threshold: {
    es: 'Tiene que ser uno de los avisos, o 100',
    en: 'It must be one of the warnings, or 100',
  },
  nothing_to_do: {
    es: 'Indica al menos una cosa que hacer',
    en: 'Name at least one thing to do',
  },
  period_ends_before: {
    es: 'El periodo tiene que terminar después de empezar',
    en: 'The period must end after it begins',
  },
  period_too_long: { es: 'Como máximo tres años', en: 'Three years at most' },
  not_a_calendar: { es: 'No es un calendario iCalendar', en: 'It is not an iCalendar file' },
  repeated_date: { es: 'La fecha aparece dos veces', en: 'The date is named twice' },
  default_policy: {
    es: 'Siempre tiene que haber una política por defecto',
    en: 'There must always be a default policy',
  },
  not_with_pop3: { es: 'POP3 no tiene carpetas', en: 'POP3 has no folders' },
  certificate: {
    es: 'Tiene que ser un certificado en formato PEM',
    en: 'It must be a certificate in PEM form',
  },
  secret_required: { es: 'Falta la contraseña o el secreto', en: 'The password or secret is missing' },
  address_not_allowed: {
    es: 'Esta dirección de red no está permitida',
    en: 'This network address is not allowed',
  },
};

/** The language to answer in: the first of Accept-Language (RFC 9110 §12.5.4) that we speak, else Spanish. */
export function negotiateLocale(header: string | undefined): Locale {
  if (!header) return 'es';
  const wanted = header
    .slice(0, 500)
    .split(',')
    .map((part) => {
      const [tag = '', ...params] = part.trim().toLowerCase().split(';');
      const q = params.map((param) => /^\s*q=([\d.]+)/.exec(param)?.[1]).find((value) => value !== undefined);
      return { language: tag.split('-')[0], q: q === undefined ? 1 : Number(q) };
    })
    .filter((entry) => entry.q > 0)
    .sort((a, b) => b.q - a.q);
  for (const { language } of wanted) {
    if (language === 'es' || language === 'en') return language;
  }
  return 'es';
}

const fill = (sentence: string, params: Record<string, unknown> = {}) =>
  sentence.replace(/\{(\w+)\}/g, (_, name: string) => String(params[name] ?? ''));

export const problemTitle = (code: ProblemCode, locale: Locale): string => TITLES[locale][code];

const ALLOWED: Record<Locale, { some: string; none: string }> = {
  es: { some: 'Puede pasar a: {states}.', none: 'No puede pasar a ningún otro.' },
  en: { some: 'It can go to: {states}.', none: 'It can go to no other.' },
};

/** The sentence of a refusal that names no field: what was refused and, of states, what is possible instead. */
export function problemDetail(code: ProblemCode, locale: Locale, allowed?: readonly string[]): string {
  const refused = `${problemTitle(code, locale)}.`;
  if (!allowed) return refused;
  const { some, none } = ALLOWED[locale];
  return `${refused} ${allowed.length > 0 ? fill(some, { states: allowed.join(', ') }) : none}`;
}

export const fieldMessage = (code: string, locale: Locale, params?: Record<string, unknown>): string =>
  fill((FIELDS[code] ?? FIELDS.unknown_value!)[locale], params);
