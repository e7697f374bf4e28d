/** What this browser holds, what it last knew the server to hold, and what the server holds; '' for nothing. */
export interface Drafts {
  local: string;
  base: string;
  remote: string;
}

/**
 * Whether to follow the server: only where nothing has been written here since both were the same. So a draft goes
 * on from another device, and one that was sent there does not come back.
 */
export const followsServer = ({ local, base, remote }: Drafts): boolean => local === base && remote !== local;
