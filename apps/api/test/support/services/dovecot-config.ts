import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Certificates } from './certificates.js';

export interface DovecotPorts {
  imap: number;
  imaps: number;
  pop3: number;
  pop3s: number;
  lmtp: number;
}

export interface DovecotConfig {
  /** Everything lives in here; readable by the account that reads the mail. */
  folder: string;
  ports: DovecotPorts;
  certificates: Certificates;
  introspectionUrl: string;
  /** Numbers of the account that reads and writes the mail: never root, Dovecot refuses that. */
  mailUser: { uid: number; gid: number };
  /** Names of Dovecot's own accounts; ours where we are not root. */
  accounts: { login: string; internal: string };
}

function oauthConfig({ introspectionUrl }: DovecotConfig): string {
  return [
    'introspection_mode = post',
    `introspection_url = ${introspectionUrl}`,
    'username_attribute = username',
    'active_attribute = active',
    'active_value = true',
    'force_introspection = yes',
    '',
  ].join('\n');
}

function mainConfig({ folder, ports, certificates, mailUser, accounts }: DovecotConfig): string {
  return `
base_dir = ${folder}/run
state_dir = ${folder}/state
log_path = ${folder}/dovecot.log
protocols = imap pop3 lmtp
listen = 127.0.0.1
default_login_user = ${accounts.login}
default_internal_user = ${accounts.internal}
first_valid_uid = 1
ssl = yes
ssl_cert = <${certificates.certFile}
ssl_key = <${certificates.keyFile}
disable_plaintext_auth = no
auth_mechanisms = plain login xoauth2 oauthbearer
auth_failure_delay = 0
auth_cache_size = 0
mail_max_userip_connections = 100
mail_location = maildir:${folder}/mail/%u/Maildir
mail_fsync = never
passdb {
  driver = passwd-file
  mechanisms = plain login
  args = scheme=PLAIN username_format=%u ${folder}/users/%u
}
passdb {
  driver = oauth2
  mechanisms = xoauth2 oauthbearer
  args = ${folder}/oauth2.conf
}
userdb {
  driver = passwd-file
  args = username_format=%u ${folder}/users/%u
  default_fields = uid=${mailUser.uid} gid=${mailUser.gid} home=${folder}/mail/%u
}
namespace inbox {
  inbox = yes
  separator = /
}
service imap-login {
  chroot =
  inet_listener imap {
    port = ${ports.imap}
  }
  inet_listener imaps {
    port = ${ports.imaps}
    ssl = yes
  }
}
service pop3-login {
  chroot =
  inet_listener pop3 {
    port = ${ports.pop3}
  }
  inet_listener pop3s {
    port = ${ports.pop3s}
    ssl = yes
  }
}
service lmtp {
  inet_listener lmtp {
    port = ${ports.lmtp}
  }
}
service anvil {
  chroot =
  # Without it every refused sign-in makes the next one from this address wait, up to 15 seconds.
  unix_listener anvil-auth-penalty {
    mode = 0
  }
}
`;
}

/** Writes the configuration of a private Dovecot and returns the path of its main file. */
export function writeDovecotConfig(config: DovecotConfig): string {
  const file = join(config.folder, 'dovecot.conf');
  writeFileSync(join(config.folder, 'oauth2.conf'), oauthConfig(config));
  writeFileSync(file, mainConfig(config));
  return file;
}
