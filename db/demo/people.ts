/** People who do not exist. Names are as varied as names are; phone numbers come from ranges kept for fiction. */
export interface DemoPerson {
  name: string;
  country: string;
  city: string;
  line1: string;
  postalCode: string;
  language: string;
  company: string | null;
}

const people: [string, string, string, string, string, string, string?][] = [
  ['Anna Lindqvist', 'SE', 'Göteborg', 'Exempelgatan 12', '411 00', 'sv'],
  ["Seán O'Hara", 'IE', 'Dún Laoghaire', '4 Sample Terrace', 'A96 X000', 'en', "O'Hara & Daughters"],
  ['José María Nuñez Peña', 'ES', 'A Coruña', 'Rúa do Exemplo 3, 2º', '15001', 'es'],
  ['Zoë van ’t Hof', 'NL', '’s-Hertogenbosch', 'Voorbeeldstraat 8', '5211 AA', 'nl'],
  ['نور الهدى الحسن', 'AE', 'دبي', 'شارع المثال ١٢', '00000', 'ar', 'شركة النور'],
  ['Łukasz Żółkiewski', 'PL', 'Łódź', 'ul. Przykładowa 7/3', '90-001', 'pl'],
  ['Ayşe Yıldırım', 'TR', 'İzmir', 'Örnek Sokak No: 5', '35000', 'tr', 'Yıldırım Tasarım'],
  ['山田 花子', 'JP', '京都市', '例町 1-2-3', '600-0000', 'ja'],
  ['François d’Aubigné', 'FR', 'Orléans', '9 rue de l’Exemple', '45000', 'fr', 'Atelier <Aubigné>'],
  ['Jürgen Groß', 'DE', 'Köln', 'Musterstraße 1', '50667', 'de', 'Groß & Söhne GmbH'],
  ['דוד בן־עמי', 'IL', 'חיפה', 'רחוב הדוגמה 6', '3100000', 'he'],
  ['Nguyễn Thị Minh Khai', 'VN', 'Đà Nẵng', '15 đường Ví Dụ', '550000', 'vi'],
  ['Bryndís Dæmadóttir', 'IS', 'Reykjavík', 'Dæmigata 2', '101', 'is'],
  ['Oleksandra Приклад', 'UA', 'Львів', 'вул. Прикладна 11', '79000', 'uk'],
  ['Παύλος Παραδειγματόπουλος', 'GR', 'Θεσσαλονίκη', 'Οδός Παραδείγματος 4', '546 21', 'el'],
  ['王小明', 'CN', '成都', '示例路 88 号', '610000', 'zh', '示例科技有限公司'],
  ['김하늘', 'KR', '부산', '예시로 21', '48000', 'ko'],
  ['Amélie Crêpe-Suzette', 'CA', 'Québec', '77, rue Fictive', 'G1A 0A0', 'fr'],
  [
    'Mary-Jane Watkins III',
    'US',
    'Springfield',
    '742 Placeholder Ave',
    '00001',
    'en',
    'Watkins, Watkins & Co.',
  ],
  ['Siobhán Ní Shamplach', 'IE', 'Gaillimh', '1 Bóthar an tSampla', 'H91 X000', 'ga'],
  ['Dvořák Vzorový', 'CZ', 'Plzeň', 'Příkladná 19', '301 00', 'cs'],
  ['Ștefan Țăran', 'RO', 'Iași', 'Strada Exemplului 30', '700001', 'ro'],
  ['فاطمه نمونه‌ای', 'IR', 'شیراز', 'خیابان نمونه ۷', '71000', 'fa'],
  ['Þórunn Ægisdóttir', 'IS', 'Akureyri', 'Sýnisvegur 14', '600', 'is'],
  ['Xochitl Ñandú de la Cruz', 'MX', 'Mérida', 'Calle Ejemplo 52', '97000', 'es'],
  ['Óluva Dømisdóttir', 'FO', 'Tórshavn', 'Dømivegur 3', '100', 'da'],
  ['Priya राव', 'IN', 'मुंबई', '12 Udaharan Marg', '400001', 'hi', 'Rao "Export" Pvt.'],
  ['Håkon Ødegård', 'NO', 'Tromsø', 'Eksempelveien 6', '9008', 'nb'],
  ['Mustermann, Erika', 'AT', 'Wien', 'Beispielgasse 4/12', '1010', 'de'],
  ['João da Conceição', 'PT', 'Évora', 'Rua do Exemplo 1', '7000-000', 'pt'],
  ['Sinéad 🌿 Byrne', 'IE', 'Corcaigh', 'The Example House', 'T12 X000', 'en', 'Green 🌿 Design'],
  ['Bob', 'GB', 'London', '1 Example Row', 'ZZ1 1ZZ', 'en'],
  ['Kristīna Bērziņa-Paraudziņa', 'LV', 'Rīga', 'Parauga iela 5', 'LV-1000', 'lv'],
  [
    'Langer-Beispielname-Zum-Ausprobieren, Hubertus Maximilian',
    'US',
    'Philadelphia',
    '100 Sample Street',
    '00002',
    'en',
  ],
  ['Nomvula Mbokazi', 'ZA', 'Durban', '3 Isibonelo Road', '4001', 'en'],
  ['Éloïse Brûlé', 'CH', 'Genève', 'Chemin du Modèle 10', '1200', 'fr', 'Brûlé Conseil Sàrl'],
  ['สมหญิง ตัวอย่าง', 'TH', 'เชียงใหม่', '9 ถนนตัวอย่าง', '50000', 'th'],
  ['Gábor Példás', 'HU', 'Győr', 'Példa utca 2', '9021', 'hu'],
  ['Lars Eksempel', 'DK', 'Ærøskøbing', 'Prøvevej 8', '5970', 'da'],
  ['Marta Näidis', 'EE', 'Jõhvi', 'Näidise 1', '41500', 'et'],
];

export const demoPeople: DemoPerson[] = people.map(
  ([name, country, city, line1, postalCode, language, company = null]) => ({
    name,
    country,
    city,
    line1,
    postalCode,
    language,
    company,
  }),
);

const tail = (index: number, digits: number) => String(index * 7 + 11).padStart(digits, '0');

/** Ranges that Ofcom, ARCEP, the Bundesnetzagentur and the North American plan keep for films and examples. */
export function fictionalPhone(country: string, index: number): string {
  if (country === 'GB' || country === 'IE') return `+44 20 7946 0${tail(index, 3)}`;
  if (country === 'FR' || country === 'CH') return `+33 1 99 00 0${tail(index, 3).replace(/^(.)/u, '$1 ')}`;
  if (country === 'DE' || country === 'AT') return `+49 30 23125 ${tail(index, 3)}`;
  return `+1 202 555 01${String(index % 100).padStart(2, '0')}`;
}
