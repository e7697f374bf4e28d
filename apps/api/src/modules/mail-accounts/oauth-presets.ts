import type { MailAccount } from './mail-account.js';

export interface OAuthEndpoints {
  authorizeUrl: string;
  tokenUrl: string;
  scopes: string[];
  /** Asked for beyond the standard, so that a refresh token is given. */
  extra: Record<string, string>;
}

const MICROSOFT = 'https://login.microsoftonline.com/common/oauth2/v2.0';
const OUTLOOK = 'https://outlook.office.com';

/** Where a provider grants access and what is asked for; each can be set otherwise in the account. */
export function oauthEndpoints({ auth, protocol, oauth }: MailAccount): OAuthEndpoints {
  const preset = auth === 'microsoft' ? microsoft(protocol) : GOOGLE;
  return {
    authorizeUrl: oauth?.authorize_url ?? preset.authorizeUrl,
    tokenUrl: oauth?.token_url ?? preset.tokenUrl,
    scopes: oauth?.scopes?.length ? oauth.scopes : preset.scopes,
    extra: preset.extra,
  };
}

/** What an application asks for that signs in as itself: a shared mailbox of Microsoft 365 has no user to consent. */
export function applicationScopes({ auth, oauth }: MailAccount): string[] {
  if (oauth?.scopes?.length) return oauth.scopes;
  return auth === 'microsoft' ? ['https://outlook.office365.com/.default'] : [];
}

function microsoft(protocol: MailAccount['protocol']): OAuthEndpoints {
  const read = protocol === 'imap' ? 'IMAP.AccessAsUser.All' : 'POP.AccessAsUser.All';
  return {
    authorizeUrl: `${MICROSOFT}/authorize`,
    tokenUrl: `${MICROSOFT}/token`,
    scopes: ['offline_access', `${OUTLOOK}/${read}`, `${OUTLOOK}/SMTP.Send`],
    extra: { prompt: 'select_account' },
  };
}

const GOOGLE: OAuthEndpoints = {
  authorizeUrl: 'https://accounts.google.com/o/oauth2/v2/auth',
  tokenUrl: 'https://oauth2.googleapis.com/token',
  scopes: ['https://mail.google.com/'],
  extra: { access_type: 'offline', prompt: 'consent' },
};
