import { type LoaderFunctionArgs, type RouteObject, createBrowserRouter, redirect } from 'react-router-dom';
import { withMessages } from '../lib/i18n/index.js';
import { type Session, currentSession, isAdmin, isStaff, mayUseTickets } from '../lib/session.js';
import { nextPath } from '../lib/next-path.js';
import { RouteError } from './route-error.js';
import { ShellSkeleton } from './shell-skeleton.js';

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

async function requireUser({ request }: LoaderFunctionArgs): Promise<Session> {
  const session = await currentSession();
  if (session.status === 'unknown') throw session.error;
  if (session.status === 'signed_in') return session;
  const { pathname, search } = new URL(request.url);
  const path = `/${pathname.slice(import.meta.env.BASE_URL.length)}${search}`;
  throw redirect(path === '/' ? '/login/' : `/login/?next=${encodeURIComponent(path)}`);
}

async function leaveSignIn({ request }: LoaderFunctionArgs): Promise<null> {
  const session = await currentSession();
  if (session.status !== 'signed_in') return null;
  throw redirect(nextPath(new URL(request.url).searchParams.get('next')));
}

const notFound = async () => ({ Component: (await import('./not-found.js')).NotFound });

/** Staff and customers share addresses, not screens; each loads only their own. */
function forRole(screens: { staff: () => Promise<RouteObject>; customer: () => Promise<RouteObject> }) {
  return async () => {
    const session = await currentSession();
    if (session.status !== 'signed_in') return {};
    return (await (isStaff(session.me) ? screens.staff() : screens.customer())) as object;
  };
}

async function shell(): Promise<object> {
  const session = await currentSession();
  if (session.status !== 'signed_in') return {};
  if (session.me.must_enrol) return { Component: (await import('./enrolment.js')).Enrolment };
  if (!mayUseTickets(session.me)) return { Component: (await import('./no-access.js')).NoAccess };
  return isStaff(session.me)
    ? { Component: (await withMessages('staff', () => import('./staff-shell.js'))).StaffShell }
    : { Component: (await import('./customer-shell.js')).CustomerShell };
}

const settings = async () => {
  const session = await currentSession();
  const admin = session.status === 'signed_in' && isAdmin(session.me);
  const page = await withMessages('settings', () => import('../features/settings/settings-page.js'));
  return { Component: admin ? page.AdminSettings : page.OwnSettings };
};

export const router = createBrowserRouter(
  [
    {
      path: '/login/',
      loader: leaveSignIn,
      HydrateFallback: () => null,
      ErrorBoundary: RouteError,
      lazy: async () => ({
        Component: (await withMessages('entry', () => import('../features/sign-in/sign-in-page.js')))
          .SignInPage,
      }),
    },
    {
      path: '/setup/',
      HydrateFallback: () => null,
      ErrorBoundary: RouteError,
      lazy: async () => ({
        Component: (await withMessages('settings', () => import('../features/setup/setup-page.js')))
          .SetupPage,
      }),
    },
    {
      path: '/login/callback/',
      HydrateFallback: () => null,
      ErrorBoundary: RouteError,
      lazy: async () => ({
        Component: (await withMessages('entry', () => import('../features/sign-in/callback-page.js')))
          .CallbackPage,
      }),
    },
    {
      path: '/forgot/',
      HydrateFallback: () => null,
      ErrorBoundary: RouteError,
      lazy: async () => ({
        Component: (await withMessages('entry', () => import('../features/sign-in/ask-link.js'))).ForgotPage,
      }),
    },
    {
      path: '/link/',
      HydrateFallback: () => null,
      ErrorBoundary: RouteError,
      lazy: async () => ({
        Component: (await withMessages('entry', () => import('../features/sign-in/ask-link.js'))).LinkPage,
      }),
    },
    {
      path: '/sign-in/:token/',
      HydrateFallback: () => null,
      ErrorBoundary: RouteError,
      lazy: async () => ({
        Component: (await withMessages('entry', () => import('../features/sign-in/use-link-page.js')))
          .UseLinkPage,
      }),
    },
    {
      path: '/reset/:token/',
      HydrateFallback: () => null,
      ErrorBoundary: RouteError,
      lazy: async () => ({
        Component: (await withMessages('entry', () => import('../features/sign-in/reset-page.js'))).ResetPage,
      }),
    },
    {
      path: '/confirm/:token',
      HydrateFallback: () => null,
      ErrorBoundary: RouteError,
      lazy: async () => ({
        Component: (await withMessages('portal', () => import('../features/portal/confirm-page.js')))
          .ConfirmPage,
      }),
    },
    {
      path: '/',
      loader: requireUser,
      shouldRevalidate: () => false,
      HydrateFallback: ShellSkeleton,
      ErrorBoundary: RouteError,
      lazy: shell,
      children: [
        {
          ErrorBoundary: RouteError,
          children: [
            {
              index: true,
              lazy: forRole({
                staff: async () => ({
                  Component: (await import('../features/queue/queue-page.js')).QueuePage,
                }),
                customer: async () => ({
                  Component: (await withMessages('portal', () => import('../features/portal/portal-page.js')))
                    .PortalPage,
                }),
              }),
            },
            {
              path: 'new/',
              lazy: async () => ({
                Component: (
                  await withMessages('portal', () => import('../features/new-ticket/new-ticket-page.js'))
                ).NewTicketPage,
              }),
            },
            {
              path: 'sla/',
              lazy: forRole({
                staff: async () => ({
                  Component: (await withMessages('settings', () => import('../features/sla/sla-page.js')))
                    .SlaPage,
                }),
                customer: notFound,
              }),
            },
            { path: 'settings/*', lazy: settings },
            {
              path: ':id/',
              loader: ({ params }) => {
                if (!UUID.test(params.id ?? '')) throw new Response(null, { status: 404 });
                return null;
              },
              lazy: forRole({
                staff: async () => ({
                  Component: (await withMessages('ticket', () => import('../features/ticket/ticket-page.js')))
                    .TicketPage,
                }),
                customer: async () => ({
                  Component: (
                    await withMessages('portal', () => import('../features/portal/portal-ticket-page.js'))
                  ).PortalTicketPage,
                }),
              }),
            },
            { path: '*', lazy: notFound },
          ],
        },
      ],
    },
  ],
  { basename: import.meta.env.BASE_URL },
);
