import type { Attachment, Message } from '@noxdesk/contracts';
import { useLingui } from '@lingui/react/macro';
import { useState } from 'react';
import { FileChip } from '../../../components/thread/attachments.js';
import { Lightbox } from '../../../components/thread/lightbox.js';
import { hasPreview } from '../../../components/thread/preview.js';
import { Section } from './section.js';

/** Every file of the ticket in one place, newest first; the arrow keys leaf through those that can be looked at. */
export function FilesSection({ messages }: { messages: readonly Message[] }) {
  const { t } = useLingui();
  const [shown, setShown] = useState<Attachment | null>(null);
  const files = messages.flatMap((message) => message.attachments).reverse();
  if (files.length === 0) return null;
  return (
    <Section title={t`Archivos`}>
      <ul className="flex flex-col gap-1.5">
        {files.map((file) => (
          <li key={file.id}>
            <FileChip file={file} onOpen={() => setShown(file)} />
          </li>
        ))}
      </ul>
      {shown && (
        <Lightbox
          file={shown}
          files={files.filter(hasPreview)}
          onShow={setShown}
          onClose={() => setShown(null)}
        />
      )}
    </Section>
  );
}
