import type { UserRole } from '@noxdesk/contracts';
import type { TicketPriority, TicketStatus } from '@noxdesk/domain';

/** In the order of their ids, from 1. */
export const DEMO_DEPARTMENTS = [
  { name: 'Soporte Técnico', slug: 'soporte-tecnico' },
  { name: 'Ventas', slug: 'ventas' },
  { name: 'Facturación', slug: 'facturacion' },
  { name: 'Administración', slug: 'administracion' },
] as const;

const SUPPORT = 1;
const SALES = 2;
const BILLING = 3;
const OFFICE = 4;

export const DEMO_TENANT = { slug: 'demo', name: 'Demo', hosts: [] };
export const DEMO_ADMIN = { email: 'admin@demo.test', name: 'Lucía Navarro' };

export interface DemoAccount {
  email: string;
  name: string;
  role: UserRole;
  departments?: readonly number[];
  organization?: string;
  canAccessTicketing?: boolean;
}

/** The accounts besides the admin's. */
export const DEMO_ACCOUNTS: readonly DemoAccount[] = [
  {
    email: 'agent@demo.test',
    name: 'Marcos Vidal',
    role: 'agent',
    departments: [SUPPORT, SALES, BILLING, OFFICE],
  },
  { email: 'agent2@demo.test', name: 'Sara Iglesias', role: 'agent', departments: [SALES] },
  { email: 'customer@demo.test', name: 'Ana Ruiz', role: 'customer', organization: 'Panadería Ruiz' },
  { email: 'customer2@demo.test', name: 'Javier Molina', role: 'customer', organization: 'Talleres Molina' },
  { email: 'noaccess@demo.test', name: 'Elena Prieto', role: 'customer', canAccessTicketing: false },
];

export interface DemoMessage {
  from: string;
  /** When it was written: minutes before the demo is made. */
  ago: number;
  body: string;
  /** An internal note; else a public reply. */
  note?: true;
  status?: TicketStatus;
  /** The customer confirms the solution. */
  confirms?: true;
}

export interface DemoTicket {
  subject: string;
  department: number;
  priority: TicketPriority;
  tags?: readonly string[];
  /** The first message opens the ticket. */
  messages: readonly [DemoMessage, ...DemoMessage[]];
}

const ANA = 'customer@demo.test';
const JAVIER = 'customer2@demo.test';
const MARCOS = 'agent@demo.test';
const SARA = 'agent2@demo.test';
const DAY = 24 * 60;

/** From the oldest to the newest, so that their numbers rise with their age; one of each state of an SLA clock. */
export const DEMO_TICKETS: readonly DemoTicket[] = [
  {
    subject: 'Migrar el dominio desde otro proveedor',
    department: SUPPORT,
    priority: 'low',
    tags: ['dominios'],
    messages: [
      {
        from: JAVIER,
        ago: 4 * DAY + 200,
        body: 'Os paso el dominio talleresmolina.example, que ahora está en otro proveedor. Tengo el código de autorización. ¿Cuándo lo podéis hacer sin que se corte el correo?',
      },
      {
        from: MARCOS,
        ago: 4 * DAY + 75,
        body: 'Lo preparamos para el fin de semana, que es cuando menos correo recibís. El traslado depende del registro y tarda unos cinco días; te avisamos en cada paso.',
        status: 'on_hold',
      },
    ],
  },
  {
    subject: 'No puedo entrar al correo desde el móvil',
    department: SUPPORT,
    priority: 'medium',
    tags: ['correo'],
    messages: [
      {
        from: ANA,
        ago: 3 * DAY + 300,
        body: 'Hola:\n\nDesde ayer el móvil me pide la contraseña del correo cada dos minutos y no la acepta. En el ordenador funciona bien con la misma contraseña.\n\nGracias,\nAna',
      },
      {
        from: MARCOS,
        ago: 3 * DAY + 262,
        body: 'Buenos días, Ana:\n\nEl servidor entrante cambió la semana pasada. En los ajustes de la cuenta pon «imap.panaderiaruiz.example» con el puerto 993 y SSL activado. ¿Nos dices si así entra?',
        status: 'pending',
      },
      {
        from: ANA,
        ago: 3 * DAY + 170,
        body: 'Ahora sí, ya me llegan los mensajes. ¡Qué rapidez!',
      },
      {
        from: MARCOS,
        ago: 3 * DAY + 160,
        body: 'Perfecto. Lo dejo como resuelto; si vuelve a fallar, responde aquí mismo y lo retomamos.',
        status: 'resolved',
      },
      { from: ANA, ago: 3 * DAY + 95, body: 'Confirmo', confirms: true },
    ],
  },
  {
    subject: 'Factura de octubre con el NIF equivocado',
    department: BILLING,
    priority: 'medium',
    messages: [
      {
        from: ANA,
        ago: 2 * DAY + 140,
        body: 'En la factura de octubre figura el NIF antiguo. ¿Podéis emitirla otra vez con el nuevo? Os lo mandé en septiembre.',
      },
      {
        from: MARCOS,
        ago: 2 * DAY + 8,
        body: 'Hola, Ana. Ya está corregido y la nueva factura aparece en tu área de cliente. La anterior queda anulada.',
        status: 'resolved',
      },
    ],
  },
  {
    subject: 'Presupuesto para un VPS con copias diarias',
    department: SALES,
    priority: 'low',
    tags: ['vps'],
    messages: [
      {
        from: JAVIER,
        ago: DAY + 330,
        body: 'Queremos mover el programa del taller a un VPS. Necesitamos 4 núcleos, 8 GB de memoria y copias diarias. ¿Qué precio tendría al año?',
      },
      {
        from: SARA,
        ago: DAY + 215,
        body: 'Hola, Javier:\n\nTe adelanto que el plan que encaja es el VPS M con copias diarias incluidas. Para cerrarte el precio dime cuánto espacio en disco usáis ahora.',
        status: 'pending',
      },
    ],
  },
  {
    subject: 'Cambio de los datos de contacto de la empresa',
    department: OFFICE,
    priority: 'low',
    messages: [
      {
        from: JAVIER,
        ago: DAY + 120,
        body: 'Hemos cambiado de oficina. La nueva dirección es Calle del Yunque, 14, 28021 Madrid, y el teléfono es el mismo.',
      },
    ],
  },
  {
    subject: 'Error 500 al crear un sitio web',
    department: SUPPORT,
    priority: 'high',
    tags: ['hosting', 'error-500'],
    messages: [
      {
        from: JAVIER,
        ago: 190,
        body: 'Al crear un sitio web nuevo desde el panel aparece un error 500 al pulsar «Crear». El dominio es talleresmolina.example. Lo he intentado con dos navegadores.',
      },
      {
        from: MARCOS,
        ago: 166,
        body: 'Hola, Javier:\n\nLo hemos reproducido. El disco de ese servidor está casi lleno y la creación no termina; lo estamos ampliando ahora. Te escribo en cuanto esté.',
      },
      {
        from: MARCOS,
        ago: 151,
        note: true,
        body: 'Servidor web-07 al 98 %. Ampliación pedida a sistemas; revisar también la rotación de registros.',
      },
    ],
  },
  {
    subject: 'La web no carga desde esta mañana',
    department: SUPPORT,
    priority: 'critical',
    tags: ['caída'],
    messages: [
      {
        from: ANA,
        ago: 52,
        body: 'La tienda lleva caída desde las nueve. Sale «Tiempo de espera agotado» y no podemos recibir pedidos. Es urgente, por favor.',
      },
    ],
  },
  {
    subject: 'Renovación del certificado SSL',
    department: SUPPORT,
    priority: 'urgent',
    tags: ['ssl'],
    messages: [
      {
        from: ANA,
        ago: 17,
        body: 'El navegador avisa de que el certificado de panaderiaruiz.example caduca mañana. ¿Se renueva solo o tengo que hacer algo?',
      },
    ],
  },
];
