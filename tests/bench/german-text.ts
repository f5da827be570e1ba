import { seededRandom } from '../support/seeded-random.ts';

const sentences = [
  'hiermit reiche ich die angeforderten Unterlagen zu meinem Antrag vom 3. März nach.',
  'Die Nebenkostenabrechnung für das vergangene Jahr beläuft sich auf 1.284,50 Euro.',
  'Der Mietvertrag über die Wohnung in der Größe von 58 m² liegt in Kopie bei.',
  'Bitte überweisen Sie den Betrag auf das angegebene Konto und bestätigen Sie den Eingang.',
  'Änderungen der persönlichen Verhältnisse werde ich unverzüglich mitteilen.',
  'Gegen den Bescheid kann innerhalb eines Monats Widerspruch erhoben werden.',
  'Die Bescheinigung des Arbeitgebers über das Einkommen im Februar folgt in der nächsten Woche.',
  'Für Rückfragen erreichen Sie mich werktags zwischen 8 und 16 Uhr unter der bekannten Nummer.',
  'Außerdem füge ich die Rechnung über die Heizkosten und den Nachweis der Krankenversicherung bei.',
  'Das Kind besucht seit August die Grundschule; die Schulbescheinigung ist ebenfalls beigelegt.',
];

/** Paragraphs of an invented letter, the same for the same number. */
export const germanText = (number: number): readonly string[] => {
  const random = seededRandom(number + 1);
  const sentence = (): string => sentences[Math.floor(random() * sentences.length)] ?? '';
  return [
    'Sehr geehrte Damen und Herren,',
    ...Array.from({ length: 8 }, () => [sentence(), sentence(), sentence()].join(' ')),
  ];
};
