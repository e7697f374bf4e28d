import type { Message } from '@noxdesk/contracts';
import { useLingui } from '@lingui/react/macro';
import { FileChip, useLightbox } from '../../../components/thread/attachments.js';
import { Section } from './section.js';

/** Every file of the ticket in one place, newest first. */
export function FilesSection({ messages }: { messages: readonly Message[] }) {
  const { t } = useLingui();
  const files = messages.flatMap((message) => message.attachments).reverse();
  const { open, lightbox } = useLightbox(files);
  if (files.length === 0) return null;
  return (
    <Section title={t`Archivos`}>
      <ul className="flex flex-col gap-1.5">
        {files.map((file) => (
          <li key={file.id}>
            <FileChip file={file} onOpen={() => open(file)} />
          </li>
        ))}
      </ul>
      {lightbox}
    </Section>
  );
}
