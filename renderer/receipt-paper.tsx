import type { ReactNode } from 'react';
import { flushSync } from 'react-dom';
import { createRoot } from 'react-dom/client';
import { receiptPaperIn, type ReceiptPaper } from '../electron/contract/receipt-paper.ts';
import type { Language } from '../electron/domain/language.ts';
import { formatReferenceNumber } from '../electron/domain/reference-number.ts';
import type { Receipt } from '../electron/domain/submission.ts';
import { QrCode } from './components/qr-code.tsx';
import { formatMoment, textsOf, traitsOf } from './i18n/index.ts';
import './styles/receipt-paper.css';

/** The receipt on paper: what stands on the screen, and in German below where the customer's language is another one. */
const Paper = ({ paper }: { readonly paper: ReceiptPaper }): ReactNode => {
  const { language, receipts, site } = paper;
  return receipts.map((receipt) => (
    <article className="paper" key={receipt.reference}>
      <p className="paper-site">{site}</p>
      <Words language={language} receipt={receipt} />
      <p className="paper-number" dir="ltr">
        {formatReferenceNumber(receipt.reference)}
      </p>
      <Facts language={language} receipt={receipt} />
      {language !== 'de' && language !== 'de-simple' && (
        <section className="paper-german" lang="de" dir="ltr">
          <Words language="de" receipt={receipt} />
          <Facts language="de" receipt={receipt} />
        </section>
      )}
      <QrCode text={receipt.signed} description={textsOf[language].receipt.qr} />
    </article>
  ));
};

interface InLanguage {
  readonly language: Language;
  readonly receipt: Receipt;
}

const Words = ({ language }: InLanguage): ReactNode => {
  const { receipt: texts } = textsOf[language];
  return (
    <>
      <h1>{texts.title}</h1>
      <p>{texts.reference}</p>
    </>
  );
};

const Facts = ({ language, receipt }: InLanguage): ReactNode => {
  const { receipt: texts, common } = textsOf[language];
  return (
    <>
      <p>
        {texts.acceptedAt} <strong>{formatMoment(language, receipt.acceptedAt)}</strong>
      </p>
      <p>
        {texts.pages} <strong>{common.pageCount(receipt.pageCount)}</strong>
      </p>
      <p>{texts.nextQuestions}</p>
    </>
  );
};

const paper = receiptPaperIn(location.hash);
const { locale, direction } = traitsOf[paper.language];
document.documentElement.lang = locale;
document.documentElement.dir = direction;
const root = document.getElementById('root');
if (root === null) throw new Error('receipt.html has no element #root');
flushSync(() => createRoot(root).render(<Paper paper={paper} />));
