import { seededRandom } from "../random.ts";
import type { Address, DateParts } from "../records/common.ts";
import type { DocumentType, Person } from "../records/person.ts";

type Place = {
  country: string;
  female: readonly string[];
  male: readonly string[];
  surnames: readonly string[];
  cities: readonly (readonly [city: string, state: string | null, postalCode: string])[];
  streets: readonly string[];
};

/** Invented people need names and addresses; no combination below is meant to be anybody. */
const places: readonly Place[] = [
  {
    country: "US",
    female: ["Avery", "Maribel"],
    male: ["Desmond", "Wyatt"],
    surnames: ["Quillfeather", "Exampleton", "Marlowe-Test"],
    cities: [
      ["Oakland", "CA", "94607"],
      ["Duluth", "MN", "55802"],
    ],
    streets: ["Test Way", "Placeholder Ave"],
  },
  {
    country: "GB",
    female: ["Imogen", "Priya"],
    male: ["Rupert", "Callum"],
    surnames: ["Fictley", "Thistlewick", "Sampleworth"],
    cities: [
      ["Leeds", null, "LS1 4AP"],
      ["Norwich", null, "NR2 1TF"],
    ],
    streets: ["Mock Lane", "Draft Street"],
  },
  {
    country: "PT",
    female: ["Inês", "Matilde"],
    male: ["Mateus", "Duarte"],
    surnames: ["Oliveira Prado", "Fontes Exemplo", "Seabra Modelo"],
    cities: [
      ["Porto", null, "4050-262"],
      ["Évora", null, "7000-508"],
    ],
    streets: ["Rua das Flores", "Rua do Ensaio"],
  },
  {
    country: "ES",
    female: ["Lucía", "Nerea"],
    male: ["Álvaro", "Iker"],
    surnames: ["Ferrándiz Prueba", "Montaner Ejemplo", "Bosque Ficticio"],
    cities: [
      ["Valencia", null, "46001"],
      ["Bilbao", null, "48005"],
    ],
    streets: ["Calle del Ejemplo", "Avenida de Prueba"],
  },
  {
    country: "FR",
    female: ["Odile", "Apolline"],
    male: ["Bastien", "Loïc"],
    surnames: ["Marchetti", "Essaimé", "Fauxcourt"],
    cities: [
      ["Lyon", null, "69002"],
      ["Nantes", null, "44000"],
    ],
    streets: ["rue du Modèle", "allée des Essais"],
  },
  {
    country: "DE",
    female: ["Frieda", "Leonie"],
    male: ["Jannik", "Konrad"],
    surnames: ["Musterfeld", "Beispielhauer", "Probstmann"],
    cities: [
      ["Leipzig", null, "04109"],
      ["Kassel", null, "34117"],
    ],
    streets: ["Musterweg", "Probegasse"],
  },
  {
    country: "NL",
    female: ["Femke", "Noor"],
    male: ["Piet", "Sander"],
    surnames: ["van Voorbeeld", "Verhoeven-Test", "de Schijn"],
    cities: [
      ["Utrecht", null, "3511 AB"],
      ["Delft", null, "2611 CD"],
    ],
    streets: ["Proefstraat", "Voorbeeldlaan"],
  },
  {
    country: "NO",
    female: ["Solveig", "Sunniva"],
    male: ["Eirik", "Torbjørn"],
    surnames: ["Aakre", "Haugen-Prøve", "Fjellmark"],
    cities: [
      ["Bergen", null, "5003"],
      ["Tromsø", null, "9008"],
    ],
    streets: ["Eksempelveien", "Prøvegata"],
  },
  {
    country: "SE",
    female: ["Linnea", "Tuva"],
    male: ["Rasmus", "Hampus"],
    surnames: ["Lindahl-Prov", "Exempelström", "Skogvik"],
    cities: [
      ["Uppsala", null, "753 20"],
      ["Umeå", null, "903 26"],
    ],
    streets: ["Provgatan", "Exempelvägen"],
  },
  {
    country: "PL",
    female: ["Zofia", "Jagoda"],
    male: ["Wojciech", "Błażej"],
    surnames: ["Próbna", "Wzorowska", "Przykładny"],
    cities: [
      ["Gdańsk", null, "80-830"],
      ["Łódź", null, "90-001"],
    ],
    streets: ["ul. Wzorcowa", "ul. Przykładowa"],
  },
  {
    country: "CZ",
    female: ["Hana", "Markéta"],
    male: ["Ondřej", "Pavel"],
    surnames: ["Dvořáková-Vzor", "Ondráček", "Zkušební"],
    cities: [
      ["Brno", null, "602 00"],
      ["Plzeň", null, "301 00"],
    ],
    streets: ["Vzorová", "Zkušební"],
  },
  {
    country: "RO",
    female: ["Ilinca", "Smaranda"],
    male: ["Bogdan", "Horia"],
    surnames: ["Ilieșcu", "Exemplaru", "Modelescu"],
    cities: [
      ["Cluj-Napoca", null, "400001"],
      ["Iași", null, "700028"],
    ],
    streets: ["Strada Modelului", "Strada Probei"],
  },
  {
    country: "GR",
    female: ["Eleni", "Danai"],
    male: ["Stavros", "Odysseas"],
    surnames: ["Paradeigmatou", "Dokimidis", "Ypothetis"],
    cities: [
      ["Patra", null, "262 21"],
      ["Chania", null, "731 00"],
    ],
    streets: ["Odos Dokimis", "Odos Typou"],
  },
  {
    country: "TR",
    female: ["Elif", "Defne"],
    male: ["Emre", "Kaan"],
    surnames: ["Karadeniz-Örnek", "Denemeoğlu", "Taslakçı"],
    cities: [
      ["İzmir", null, "35210"],
      ["Bursa", null, "16010"],
    ],
    streets: ["Örnek Sokak", "Deneme Caddesi"],
  },
  {
    country: "BR",
    female: ["Larissa", "Iracema"],
    male: ["Thiago", "Caetano"],
    surnames: ["Modelo da Silva", "Amostra Ramos", "Prova Bittencourt"],
    cities: [
      ["Recife", "PE", "50030-230"],
      ["Curitiba", "PR", "80010-010"],
    ],
    streets: ["Rua da Amostra", "Avenida Modelo"],
  },
  {
    country: "MX",
    female: ["Ximena", "Itzel"],
    male: ["Emiliano", "Joaquín"],
    surnames: ["Muestra Robledo", "Ficción Salas", "Prueba Cárdenas"],
    cities: [
      ["Puebla", "PUE", "72000"],
      ["Mérida", "YUC", "97000"],
    ],
    streets: ["Calle Muestra", "Avenida Ficción"],
  },
  {
    country: "AR",
    female: ["Milagros", "Abril"],
    male: ["Leandro", "Ramiro"],
    surnames: ["Pizzuti", "Ejemplar", "Borrador"],
    cities: [
      ["Rosario", "S", "S2000"],
      ["Salta", "A", "A4400"],
    ],
    streets: ["Calle Borrador", "Pasaje Modelo"],
  },
  {
    country: "CA",
    female: ["Maeve", "Chloé"],
    male: ["Étienne", "Graham"],
    surnames: ["Draftwood", "Échantillon", "Northsample"],
    cities: [
      ["Halifax", "NS", "B3J 1S9"],
      ["Sherbrooke", "QC", "J1H 1A1"],
    ],
    streets: ["Specimen Rd", "rue du Spécimen"],
  },
  {
    country: "IE",
    female: ["Aoife", "Saoirse"],
    male: ["Cillian", "Oisín"],
    surnames: ["Ní Bhriain-Test", "O'Sample", "Mac Eiseamail"],
    cities: [
      ["Galway", null, "H91 E2K3"],
      ["Cork", null, "T12 W8KP"],
    ],
    streets: ["Sample Quay", "Test Row"],
  },
  {
    country: "NG",
    female: ["Amara", "Folake"],
    male: ["Chidi", "Babatunde"],
    surnames: ["Nwosu-Bell", "Adeyemi-Trial", "Okafor-Demo"],
    cities: [
      ["Enugu", "EN", "400001"],
      ["Ibadan", "OY", "200001"],
    ],
    streets: ["Trial Close", "Demo Crescent"],
  },
  {
    country: "KE",
    female: ["Wanjiru", "Akinyi"],
    male: ["Kiprop", "Baraka"],
    surnames: ["Kamau-Demo", "Otieno-Jaribio", "Mfano"],
    cities: [
      ["Nakuru", null, "20100"],
      ["Kisumu", null, "40100"],
    ],
    streets: ["Mfano Road", "Jaribio Lane"],
  },
  {
    country: "ZA",
    female: ["Naledi", "Annelie"],
    male: ["Thabo", "Ruan"],
    surnames: ["Voorbeeldt", "Mokoena-Trial", "Proefman"],
    cities: [
      ["Durban", null, "4001"],
      ["Gqeberha", null, "6001"],
    ],
    streets: ["Sample Drive", "Proefstraat"],
  },
  {
    country: "AE",
    female: ["Noor", "Latifa"],
    male: ["Hamdan", "Saif"],
    surnames: ["el-Sayegh", "al-Mithal", "bin Tajriba"],
    cities: [
      ["Sharjah", null, "00000"],
      ["Ajman", null, "00000"],
    ],
    streets: ["Mithal Street", "Tajriba Street"],
  },
  {
    country: "IN",
    female: ["Ananya", "Kavya"],
    male: ["Rohan", "Vikram"],
    surnames: ["Namuna", "Udaharan", "Prayogi"],
    cities: [
      ["Pune", "MH", "411001"],
      ["Kochi", "KL", "682001"],
    ],
    streets: ["Namuna Marg", "Prayog Road"],
  },
  {
    country: "JP",
    female: ["Haruka", "Mio"],
    male: ["Ren", "Takumi"],
    surnames: ["Mihonda", "Reidai", "Kasouno"],
    cities: [
      ["Sendai", "Miyagi", "980-0011"],
      ["Kobe", "Hyogo", "650-0021"],
    ],
    streets: ["Mihon-cho", "Tameshi-dori"],
  },
  {
    country: "KR",
    female: ["Seo-yeon", "Ha-eun"],
    male: ["Jun-ho", "Min-jae"],
    surnames: ["Baek-Gasang", "Yesi", "Gyeonbon"],
    cities: [
      ["Busan", null, "48058"],
      ["Daejeon", null, "34126"],
    ],
    streets: ["Gasang-ro", "Yesi-gil"],
  },
  {
    country: "SG",
    female: ["Xin Yi", "Nurul"],
    male: ["Wei Jie", "Arjun"],
    surnames: ["Contoh", "Tan-Specimen", "Lim-Sample"],
    cities: [
      ["Singapore", null, "018956"],
      ["Singapore", null, "238801"],
    ],
    streets: ["Specimen Road", "Jalan Contoh"],
  },
  {
    country: "AU",
    female: ["Matilda", "Zara"],
    male: ["Lachlan", "Bodhi"],
    surnames: ["Mockridge", "Placeholt", "Testbury"],
    cities: [
      ["Hobart", "TAS", "7000"],
      ["Ballarat", "VIC", "3350"],
    ],
    streets: ["Template St", "Mock Parade"],
  },
  {
    country: "NZ",
    female: ["Aroha", "Isla"],
    male: ["Nikau", "Finn"],
    surnames: ["Tauira", "Draftsby", "Whakaari-Test"],
    cities: [
      ["Dunedin", null, "9016"],
      ["Napier", null, "4110"],
    ],
    streets: ["Tauira Terrace", "Draft Street"],
  },
];

const idNumberTypes: Readonly<Record<string, string>> = { US: "us_ssn", BR: "br_cpf", SG: "sg_nric" };

/** A clearly invented person with a document of one of `types`, the same for the same seed (the VerificationSession's id). */
export function inventPerson(
  seed: string,
  wanted: { types: readonly DocumentType[]; idNumber: boolean; expired: boolean; now: number },
): Person {
  const random = seededRandom(seed);
  const place = random.pick(wanted.idNumber ? places.filter(({ country }) => idNumberTypes[country]) : places);
  const sex = random.pick(["female", "male"] as const);
  const [city, state, postalCode] = random.pick(place.cities);
  const type = random.pick(wanted.types);
  const year = new Date(wanted.now * 1000).getUTCFullYear();
  const expiryYear = wanted.expired ? year - 1 - random.upTo(3) : year + 1 + random.upTo(8);
  const expiry: DateParts = { day: 1 + random.upTo(28), month: 1 + random.upTo(12), year: expiryYear };

  return {
    first_name: random.pick(place[sex]),
    last_name: random.pick(place.surnames),
    dob: { day: 1 + random.upTo(28), month: 1 + random.upTo(12), year: year - 21 - random.upTo(50) },
    sex,
    place_of_birth: city.toUpperCase(),
    address: type === "passport" ? null : addressIn(place, city, state, postalCode, random),
    document: {
      type,
      issuing_country: place.country,
      number: `X${String(random.upTo(10_000_000)).padStart(7, "0")}${random.upTo(10)}`,
      issued_date: { ...expiry, year: expiryYear - 10 },
      expiration_date: expiry,
    },
    id_number: inventIdNumber(place.country, random),
    id_number_type: idNumberTypes[place.country] ?? null,
    email: `applicant.${1000 + random.upTo(9000)}@demo.test`,
    phone: `+155555501${10 + random.upTo(90)}`,
  };
}

function addressIn(
  place: Place,
  city: string,
  state: string | null,
  postalCode: string,
  random: ReturnType<typeof seededRandom>,
): Address {
  const house = 1 + random.upTo(180);
  const street = random.pick(place.streets);
  const numberFirst = ["US", "GB", "CA", "IE", "AU", "NZ", "FR", "SG", "IN", "NG", "KE", "ZA"].includes(place.country);
  const line1 = numberFirst ? `${house} ${street}` : `${street} ${house}`;
  return { city, country: place.country, line1, line2: null, postal_code: postalCode, state };
}

/** Numbers no authority issues: SSNs show their last four digits only, the others start impossibly. */
function inventIdNumber(country: string, random: ReturnType<typeof seededRandom>): string | null {
  const digits = (count: number) => Array.from({ length: count }, () => random.upTo(10)).join("");
  if (country === "US") return `0${digits(3)}`;
  if (country === "BR") return `000${digits(8)}`;
  if (country === "SG") return `X${digits(7)}Z`;
  return null;
}
