import type { ReactNode } from 'react';
import { formatReferenceNumber } from '../../electron/domain/reference-number.ts';
import type { Receipt } from '../../electron/domain/submission.ts';
import { Button } from '../components/button.tsx';
import { Icon } from '../components/icon.tsx';
import { PapersLeft } from '../components/papers-left.tsx';
import { QrCode } from '../components/qr-code.tsx';
import { Screen } from '../components/screen.tsx';
import { formatMoment } from '../i18n/index.ts';
import { useKiosk } from '../kiosk-context.ts';

/** A plan this close to the acceptance is "at once" for people, in milliseconds. */
const SOON_MS = 60_000;

const isSoon = ({ acceptedAt, transmitsAt }: Receipt): boolean =>
  Date.parse(transmitsAt) - Date.parse(acceptedAt) <= SOON_MS;

/** What the customer leaves with. Closes by itself when nobody touches "Done" (the idle clock). */
export const ReceiptScreen = ({
  receipts,
}: {
  /** One for each document, in their order. */
  readonly receipts: readonly Receipt[];
}): ReactNode => {
  const { texts, client, language, view } = useKiosk();
  const several = receipts.length > 1;
  return (
    <Screen
      title={texts.receipt.title}
      lead={several ? texts.receipt.leadMany : texts.receipt.lead}
      tone="success"
      actions={
        <>
          <Button
            icon="plus"
            testId="another"
            label={texts.receipt.another}
            onPress={() => {
              client.send({ kind: 'finish' });
              client.send({ kind: 'begin' });
              client.send({ kind: 'choose-language', language });
            }}
          />
          <Button
            kind="primary"
            icon="check"
            testId="finish"
            label={texts.receipt.done}
            onPress={() => client.send({ kind: 'finish' })}
          />
        </>
      }
    >
      {view.paper === 'left' && <PapersLeft text={texts.receipt.papersLeft} />}
      {receipts.map((receipt, at) => (
        <div className="receipt" key={receipt.reference}>
          <ReceiptSlip
            receipt={receipt}
            printable={at === receipts.length - 1}
            caption={several ? texts.common.document(at + 1) : texts.receipt.reference}
          />
          <QrCode text={receipt.signed} description={texts.receipt.qr} />
          {at === receipts.length - 1 && <WhatComesNext receipt={receipt} />}
        </div>
      ))}
    </Screen>
  );
};

/** Where the site has a printer, and until the paper has come out. */
const PrintButton = (): ReactNode => {
  const { texts, client, view } = useKiosk();
  const { journey, site } = view;
  if (!site.printsReceipts || journey.step !== 'receipt') return null;
  if (journey.print === 'printing' || journey.print === 'printed') return null;
  return (
    <Button
      icon="printer"
      testId="print-receipt"
      label={texts.receipt.print}
      onPress={() => client.send({ kind: 'print-receipt' })}
    />
  );
};

const PrintNews = (): ReactNode => {
  const { texts, view } = useKiosk();
  const { journey } = view;
  if (journey.step !== 'receipt') return null;
  const news = {
    printing: texts.receipt.printing,
    printed: texts.receipt.printed,
    'not-printed': texts.receipt.notPrinted,
  };
  return (
    <div className="print-news" role="status" data-testid="print-news">
      {journey.print !== undefined && (
        <p className="notice">
          <Icon name={journey.print === 'not-printed' ? 'warning' : 'printer'} />
          <span>{news[journey.print]}</span>
        </p>
      )}
    </div>
  );
};

const WhatComesNext = ({ receipt }: { readonly receipt: Receipt }): ReactNode => {
  const { texts, language, view } = useKiosk();
  return (
    <section className="receipt-next">
      {view.paper !== 'left' && (
        <p className="notice receipt-papers">
          <Icon name="paper" />
          <span>{texts.receipt.nextPapers}</span>
        </p>
      )}
      <h2>{texts.receipt.nextTitle}</h2>
      <ul>
        <li data-testid="transmission">
          {isSoon(receipt)
            ? texts.receipt.nextSentNow
            : texts.receipt.nextSentAt(formatMoment(language, receipt.transmitsAt))}
        </li>
        <li>{texts.receipt.nextQuestions}</li>
      </ul>
    </section>
  );
};

const ReceiptSlip = ({
  receipt,
  caption,
  printable,
}: {
  readonly receipt: Receipt;
  readonly caption: string;
  /** Whether the way to all receipts on paper stands here. */
  readonly printable: boolean;
}): ReactNode => {
  const { texts, language } = useKiosk();
  return (
    <section className="receipt-slip">
      <p className="receipt-caption">{caption}</p>
      <p className="receipt-number" data-testid="reference" dir="ltr">
        {formatReferenceNumber(receipt.reference)}
      </p>
      <dl className="receipt-facts">
        <div>
          <dt>{texts.receipt.acceptedAt}</dt>
          <dd>{formatMoment(language, receipt.acceptedAt)}</dd>
        </div>
        <div>
          <dt>{texts.receipt.pages}</dt>
          <dd data-testid="page-count">{texts.common.pageCount(receipt.pageCount)}</dd>
        </div>
      </dl>
      {printable && <PrintNews />}
      {printable && <PrintButton />}
    </section>
  );
};
