import { z } from 'zod';
import { line, locale, patch } from './common.js';
import { defineEndpoint } from './endpoint.js';

export const LOGO_MAX_BYTES = 262_144;

const colours = z.strictObject({
  accent: z.string(),
  accent_hover: z.string(),
  on_accent: z.string(),
  accent_soft: z.string(),
  selected: z.string(),
});

export const brand = z
  .strictObject({
    name: z.string().nullable().meta({ description: 'null where the host name belongs to no one tenant' }),
    logo: z.string().nullable().meta({ description: 'path of the picture, which anybody may fetch' }),
    theme: z.strictObject({ light: colours, dark: colours }).nullable().meta({
      description: 'CSS colours made from the accent, readable in each theme; null: the usual ones',
    }),
  })
  .meta({ id: 'Brand' });
export type Brand = z.infer<typeof brand>;
export type BrandColours = z.infer<typeof colours>;

export const appearance = z
  .strictObject({ ...brand.shape, name: z.string(), accent: z.string().nullable() })
  .meta({ id: 'Appearance' });
export type Appearance = z.infer<typeof appearance>;

const changeAppearance = patch({
  name: line(200),
  accent: z
    .string()
    .regex(/^#[0-9a-fA-F]{6}$/, 'invalid_colour')
    .transform((colour) => colour.toLowerCase())
    .nullable(),
  logo: z
    .strictObject({
      data: z
        .base64()
        .min(1)
        .max(Math.ceil(LOGO_MAX_BYTES / 3) * 4),
    })
    .nullable()
    .meta({
      description: `a PNG or JPEG in base64, at most ${LOGO_MAX_BYTES} bytes and 2000 pixels a side; null takes it away`,
    }),
});
export type ChangeAppearance = z.infer<typeof changeAppearance>;

const tag = 'Appearance';
const admin = { tag, access: 'admin', scopes: ['admin'] } as const;

export const appearanceEndpoints = {
  brand: defineEndpoint({
    tag,
    access: 'public',
    scopes: [],
    id: 'brand.get',
    summary: 'How the tenant of this host name shows itself on pages for those who are not signed in',
    method: 'GET',
    path: 'brand/',
    status: 200,
    response: brand,
  }),
  logo: defineEndpoint({
    tag,
    access: 'public',
    scopes: [],
    id: 'brand.logo',
    summary: 'A logo, under an address that changes with it',
    method: 'GET',
    path: 'brand/logo/:id/',
    params: z.strictObject({ id: z.string().regex(/^[0-9a-z]{1,6}-[0-9a-f]{64}$/) }),
    status: 200,
    produces: 'image/png',
    problems: ['not_found'],
  }),
  get: defineEndpoint({
    tag,
    access: 'signed_in',
    scopes: ['tickets:read', 'tickets:write', 'admin'],
    id: 'appearance.get',
    duringEnrolment: true,
    summary: 'Name, logo and accent colour of your tenant',
    method: 'GET',
    path: 'appearance/',
    status: 200,
    response: appearance,
  }),
  change: defineEndpoint({
    ...admin,
    id: 'appearance.change',
    summary: 'Change name, logo or accent colour',
    method: 'PATCH',
    path: 'appearance/',
    body: changeAppearance,
    status: 200,
    response: appearance,
    problems: ['too_large', 'file_type_not_allowed'],
  }),
};

export const MAIL_TEMPLATE_KINDS = [
  'receipt',
  'opened',
  'reply',
  'resolved',
  'assigned',
  'customer_reply',
  'mention',
  'sla_warning',
  'sla_breach',
  'invite',
  'reset',
  'sign_in_link',
  'password_changed',
  'webhook_off',
] as const;
export const mailTemplateKind = z.enum(MAIL_TEMPLATE_KINDS);
export type MailTemplateKind = z.infer<typeof mailTemplateKind>;

export const mailTemplate = z
  .strictObject({
    kind: mailTemplateKind,
    locale,
    subject: z.string(),
    body: z.string(),
    customised: z.boolean().meta({ description: 'false: the words NoxDesk comes with' }),
    variables: z.array(z.string()),
    required: z.array(z.string()).meta({ description: 'variables the body cannot do without' }),
  })
  .meta({ id: 'MailTemplate' });
export type MailTemplate = z.infer<typeof mailTemplate>;

const words = {
  subject: line(200),
  body: z
    .string()
    .min(1)
    .max(10_000)
    // eslint-disable-next-line no-control-regex
    .refine((text) => !/[\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F]/.test(text), {
      params: { code: 'control_characters' },
    }),
};
const params = z.strictObject({ kind: mailTemplateKind, locale });

export const mailTemplateEndpoints = {
  list: defineEndpoint({
    ...admin,
    id: 'mail-templates.list',
    summary: 'The words of every kind of mail, in each language',
    method: 'GET',
    path: 'mail-templates/',
    status: 200,
    response: z.array(mailTemplate),
  }),
  get: defineEndpoint({
    ...admin,
    id: 'mail-templates.get',
    summary: 'The words of one kind of mail',
    method: 'GET',
    path: 'mail-templates/:kind/:locale/',
    params,
    status: 200,
    response: mailTemplate,
  }),
  change: defineEndpoint({
    ...admin,
    id: 'mail-templates.change',
    summary: 'Choose other words',
    method: 'PATCH',
    path: 'mail-templates/:kind/:locale/',
    params,
    body: patch(words),
    status: 200,
    response: mailTemplate,
  }),
  reset: defineEndpoint({
    ...admin,
    id: 'mail-templates.remove',
    summary: 'Go back to the words NoxDesk comes with',
    method: 'DELETE',
    path: 'mail-templates/:kind/:locale/',
    params,
    status: 204,
  }),
  preview: defineEndpoint({
    ...admin,
    id: 'mail-templates.preview',
    summary: 'What a mail with these words would look like, by the values of an example',
    method: 'POST',
    path: 'mail-templates/:kind/:locale/preview/',
    params,
    body: z.strictObject(words),
    status: 200,
    response: z.strictObject({ subject: z.string(), text: z.string(), html: z.string() }),
  }),
};
