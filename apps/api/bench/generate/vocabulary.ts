import { Random } from './random.js';

export type Language = 'es' | 'en';

const list = (words: string) => words.trim().split(/\s+/);

// By falling frequency, as they stand in texts: first what holds sentences together, then what desks write about.
const COMMON: Record<Language, string[]> = {
  es: list(`de la que el en y a los se no del las un por con una su para es al lo como más o pero sus le ha me sin
    sobre este ya entre cuando todo esta ser son dos también fue había era muy hasta desde nos mi porque qué está
    cada hoy ayer mañana ahora aún tampoco siempre nunca antes después`),
  en: list(`the to of and a in is it you that he was for on are with as i his they be at one have this from or had
    by not but what all were we when your can said there use an each which she do how their if will up other about
    out many then them these so some her would make like him into time has look`),
};
const SUBJECT_WORDS: Record<Language, string[]> = {
  es: list(`factura pedido contraseña cuenta error acceso correo servidor pago entrega envío cliente usuario sistema
    panel página archivo adjunto pantalla conexión red impresora teléfono aplicación actualización versión licencia
    instalación configuración copia seguridad datos informe importe reembolso devolución transferencia tarjeta banco
    contrato tarifa descuento presupuesto albarán dirección plazo retraso incidencia solicitud respuesta mensaje
    formulario botón enlace dominio certificado navegador sesión registro perfil permiso administrador departamento
    soporte técnico ventas facturación horario reunión llamada documento firma trámite consulta problema solución
    fallo avería garantía reparación repuesto equipo portátil monitor teclado ratón disco memoria procesador cable
    router antena señal velocidad lentitud bloqueo caída interrupción mantenimiento migración servicio nube
    almacenamiento cuota límite aviso alerta notificación calendario agenda tarea proyecto equipo proveedor compra
    almacén inventario producto referencia modelo color talla cantidad precio impuesto recibo cobro cargo abono
    domiciliación vencimiento plan suscripción renovación cancelación baja alta prueba demostración curso manual
    guía video idioma traducción moneda país provincia ciudad código postal cita reserva habitación viaje billete
    funciona necesito puedo quiero aparece recibo envié cambiar restablecer descargar subir imprimir instalar
    actualizar configurar borrar recuperar confirmar revisar comprobar gracias saludos urgente importante lento roto
    duplicado incorrecto pendiente nuevo antiguo último primera semana mes año minuto hora`),
  en: list(`invoice order password account error access mail server payment delivery shipping customer user system
    dashboard page file attachment screen connection network printer phone application update version license
    installation setup backup security data report amount refund return transfer card bank contract rate discount
    quote address deadline delay incident request answer message form button link domain certificate browser session
    record profile permission administrator department support technical sales billing schedule meeting call
    document signature procedure question problem solution failure fault warranty repair spare computer laptop
    monitor keyboard mouse disk memory processor cable router antenna signal speed slowness lock outage interruption
    maintenance migration service cloud storage quota limit notice alert notification calendar agenda task project
    team supplier purchase warehouse inventory product reference model color size quantity price tax receipt charge
    credit debit expiry plan subscription renewal cancellation trial demonstration course manual guide video
    language translation currency country region city code appointment booking room trip ticket works need cannot
    want appears received sent change reset download upload print install configure delete recover confirm review
    check thanks regards urgent important slow broken duplicate wrong pending new old last first week month year
    minute hour`),
};
const SYLLABLES: Record<Language, string[]> = {
  es: list(`ca me ro ti lu pa so na re vi do la mo te ri sa bo ne cu ta lo mi gra pre tra blo cin dor tan gue ña
    rro lla chi fer gon bal mar sol ver`),
  en: list(`ster ing brad kel mon ton wick ley ham ford ran del cor ven tam mis pel gor hin wes tol bur nor lan
    per sim dal rick bel mer fin`),
};

/** How many made-up words stand behind the real ones: names of products, places, parts. */
const TAIL = 9_000;

/** Words by falling frequency. */
export function vocabulary(language: Language): string[] {
  const random = new Random(language === 'es' ? 11 : 12);
  const words = new Set([...COMMON[language], ...SUBJECT_WORDS[language]]);
  const size = words.size + TAIL;
  while (words.size < size) words.add(random.chance(0.12) ? code(random) : madeUp(random, language));
  return [...words];
}

/** Words that carry the matter of a subject line. */
export const subjectWords = (language: Language): readonly string[] => SUBJECT_WORDS[language];

const madeUp = (random: Random, language: Language) =>
  Array.from({ length: random.between(2, 4) }, () => random.pick(SYLLABLES[language])).join('');

const code = (random: Random) =>
  `${random.pick(['ERR', 'REF', 'PX', 'MOD', 'SKU', 'AL'])}${random.between(100, 99_999)}`;

export const FIRST_NAMES =
  list(`Ana José María Lucía Martín Sofía Andrés Íñigo Begoña Raúl Núria Óscar Elena Víctor Inés
  Tomás Pilar Joaquín Mónica Adrián Carmen Álvaro Teresa Hugo Julia Marta Sergio Paula David Irene Emma Oliver Grace
  Henry Alice George Ruby Thomas Chloe Arthur`);
export const LAST_NAMES =
  list(`García Muñoz Pérez Núñez López Sánchez Ibáñez Gómez Ruiz Vázquez Castro Ortega Rubio Marín
  Sanz Iglesias Medina Garrido Santos Castillo Cortés Lozano Guerrero Cano Prieto Méndez Cruz Gallego Vidal León Smith
  Jones Taylor Brown Wilson Evans Walker Wright Green Hall Wood Clarke Hughes Edwards Turner Parker Cooper Bennett`);
export const DEPARTMENTS = [
  'Soporte Técnico',
  'Ventas',
  'Facturación',
  'Administración',
  'Logística',
  'Calidad',
  'Compras',
  'Recursos Humanos',
  'Redes',
  'Desarrollo',
  'Garantías',
  'Formación',
];
export const TAGS =
  list(`web móvil pago factura vip urgente devolución acceso impresora red mejora error envío contrato
  licencia formación garantía prioritario correo instalación duplicado legal datos nube api`);
