import type { Signal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { api } from '../../src/studio/api.ts';
import type { ClassInfo } from '../../src/studio/contract.ts';
import { ask } from '../api/ask.ts';
import { Dialog } from '../parts/dialog.tsx';
import { attempt } from '../state/attempt.ts';
import { phone } from '../state/phone.ts';
import { formats } from '../words/formats.ts';
import { words } from '../words/words.ts';
import { QrCode } from './qr-code.tsx';

/** Photos from a phone on the same network: it opens a door of its own, which is shut with the dialog. */
export function PhoneDialog({ open, of }: { readonly open: Signal<boolean>; readonly of: ClassInfo }) {
  const { collect } = words.value;
  const isOpen = open.value;
  useEffect(() => {
    if (!isOpen) return;
    void attempt(ask(api.openPhone, { body: { class: of.id } })).then((opened) => {
      if (!opened) open.value = false;
    });
    return () => void attempt(ask(api.closePhone, { body: {} }));
  }, [isOpen, of.id, open]);
  const door = phone.value;
  return (
    <Dialog open={open} title={collect.phoneTitle(of.name)}>
      {door.state === 'open' && door.class === of.id ? (
        <div class="phone-door">
          <p>{collect.phoneText}</p>
          <QrCode text={door.address} label={collect.phoneCode} />
          <p class="phone-address">{door.address}</p>
          <p role="status" class="number">
            {collect.phoneReceived(door.received)}
          </p>
          <p class="quiet small">{collect.phoneUntil(formats.value.moment(door.untilMs))}</p>
        </div>
      ) : (
        <p class="quiet">{collect.phoneOpening}</p>
      )}
    </Dialog>
  );
}
