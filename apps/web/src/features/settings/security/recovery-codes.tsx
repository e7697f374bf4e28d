import { useLingui } from '@lingui/react/macro';
import { Copy, Download } from 'lucide-react';
import { Button } from '../../../components/ui/button.js';
import { Dialog } from '../../../components/ui/dialog.js';
import { notify } from '../../../lib/notices.js';

/** Shows recovery codes, which the server will never show again. */
export function RecoveryCodes({ codes, onClose }: { codes: readonly string[]; onClose: () => void }) {
  const { t } = useLingui();
  const text = codes.join('\n');
  function download(): void {
    const url = URL.createObjectURL(new Blob([`${text}\n`], { type: 'text/plain' }));
    const link = Object.assign(document.createElement('a'), { href: url, download: 'noxdesk-codigos.txt' });
    link.click();
    URL.revokeObjectURL(url);
  }
  return (
    <Dialog
      title={t`Códigos de recuperación`}
      onClose={onClose}
      footer={
        <Button variant="primary" onClick={onClose}>
          {t`Ya los he guardado`}
        </Button>
      }
    >
      <p className="text-text-muted mb-3">
        {t`Si pierdes tu segundo factor, cada uno de estos códigos te deja entrar una vez. Guárdalos fuera de este dispositivo: no se volverán a mostrar.`}
      </p>
      <ul
        aria-label={t`Códigos de recuperación`}
        className="border-line bg-surface text-14 grid grid-cols-2 gap-x-6 gap-y-1.5 rounded-md border p-3 font-mono max-sm:grid-cols-1"
      >
        {codes.map((code) => (
          <li key={code}>{code}</li>
        ))}
      </ul>
      <div className="mt-3 flex gap-2">
        <Button
          icon={Copy}
          onClick={() => {
            // The clipboard is missing outside secure contexts; the text can still be selected.
            void navigator.clipboard?.writeText(text).then(() => notify({ text: t`Copiado` }));
          }}
        >
          {t`Copiar`}
        </Button>
        <Button icon={Download} onClick={download}>
          {t`Descargar`}
        </Button>
      </div>
    </Dialog>
  );
}
