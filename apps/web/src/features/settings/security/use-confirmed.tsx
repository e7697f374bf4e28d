import { type ReactNode, useState } from 'react';
import { isApiError } from '../../../lib/api/index.js';
import { ConfirmDialog } from './confirm-dialog.js';

interface Waiting {
  resume: () => void;
  giveUp: (reason: unknown) => void;
}

/**
 * Does what the server wants to be sure about: where it asks who is there, so do we, and then do it again. Who changes
 * their mind rejects it as they decline a passkey.
 */
export function useConfirmed(): {
  confirmed: <Result>(action: () => Promise<Result>) => Promise<Result>;
  dialog: ReactNode;
} {
  const [waiting, setWaiting] = useState<Waiting | null>(null);
  async function confirmed<Result>(action: () => Promise<Result>): Promise<Result> {
    try {
      return await action();
    } catch (error) {
      if (!isApiError(error, 'confirmation_required')) throw error;
      await new Promise<void>((resume, giveUp) => setWaiting({ resume, giveUp }));
      return action();
    }
  }
  const settle = (then: (waiting: Waiting) => void) => () => {
    if (waiting) then(waiting);
    setWaiting(null);
  };
  return {
    confirmed,
    dialog: waiting && (
      <ConfirmDialog
        onDone={settle(({ resume }) => resume())}
        onClose={settle(({ giveUp }) => giveUp(new DOMException('Not confirmed', 'AbortError')))}
      />
    ),
  };
}
