import { resolve } from 'node:path';
import tailwindcss from '@tailwindcss/vite';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import { apiEndpoints } from './build/api-endpoints.js';
import { earlyScript } from './build/early-script.js';
import { firstModule } from './build/first-module.js';
import { linguiMacro } from './build/lingui-macro.js';
import { messageParts } from './build/message-parts.js';
import { productionRouter } from './build/production-router.js';

const library = (name: string) => resolve(import.meta.dirname, `../../libs/${name}/src/index.ts`);

/** What a visit will most likely need, by language, by role and by page; see `src/early.js`. */
const AHEAD = {
  es: ['/src/locales/es.po?part=base'],
  en: ['/src/locales/en.po?part=base'],
  'staff-es': ['/src/locales/es.po?part=staff'],
  'staff-en': ['/src/locales/en.po?part=staff'],
  staff: ['/src/app/staff-shell.tsx'],
  'staff-list': ['/src/features/queue/queue-page.tsx'],
  'staff-ticket-es': ['/src/locales/es.po?part=ticket'],
  'staff-ticket-en': ['/src/locales/en.po?part=ticket'],
  'staff-ticket': ['/src/features/ticket/ticket-page.tsx'],
  'customer-es': ['/src/locales/es.po?part=portal'],
  'customer-en': ['/src/locales/en.po?part=portal'],
  customer: ['/src/app/customer-shell.tsx'],
  'customer-list': ['/src/features/portal/portal-page.tsx'],
  'customer-ticket': ['/src/features/portal/portal-ticket-page.tsx'],
};

export default defineConfig({
  base: '/tickets/',
  resolve: {
    alias: {
      '@noxdesk/domain': library('domain'),
      '@noxdesk/contracts': library('contracts'),
      '@noxdesk/mail/html-policy': resolve(import.meta.dirname, '../../libs/mail/src/text/html-policy.ts'),
    },
  },
  plugins: [
    productionRouter(),
    apiEndpoints(library('contracts')),
    linguiMacro(),
    react(),
    messageParts(import.meta.dirname),
    tailwindcss(),
    firstModule('src/first.ts'),
    earlyScript('early.js', resolve(import.meta.dirname, 'src/early.js'), AHEAD),
  ],
  build: {
    target: 'es2023',
    // A strict content security policy allows no data: or inline assets but images.
    assetsInlineLimit: 0,
    manifest: true,
    reportCompressedSize: false,
    rolldownOptions: {
      output: {
        codeSplitting: {
          // Many small files cost more in requests than they save: what every screen needs comes in two.
          groups: [
            {
              name: 'vendor',
              test: /node_modules\/(?:react|react-dom|scheduler|react-router|react-router-dom|cookie|set-cookie-parser|@tanstack\/(?:query-core|react-query)|@lingui\/\w+)\//,
              priority: 2,
            },
            {
              name: 'api',
              test: /apps\/web\/src\/lib\/(?:api\/(?:index|access-token|problem|request|transport)|storage|who)\.ts$|virtual:api-endpoints/,
              priority: 3,
            },
            {
              name: 'shared',
              // Not what only other pages need: forms, dialogs, threads, writing.
              test: /apps\/web\/src\/(?:lib\/(?!canned|contacts|download|held|macros|passkeys|use-rested\.|notifications\/browser|tickets\/(?:change|reasons|sla-labels|working)|time\/format)|components\/(?!compose|rich-text|thread|views|ui\/(?:dialog|field|modal)))|lucide-react/,
              minShareCount: 3,
              priority: 1,
            },
          ],
        },
      },
    },
  },
  server: {
    proxy: { '/tickets/api': process.env.API_ORIGIN ?? 'http://127.0.0.1:3000' },
  },
});
