// Starts Vendure on loopback with the shop that tests sell in. It ends with the program that holds its standard input.
//
// argv: the folder of node_modules, the port, a PostgreSQL socket folder or host, its port, user, password, database.
"use strict";

const path = require("node:path");
const fs = require("node:fs");
const os = require("node:os");

const [folder, port, host, databasePort, username, password, database] = process.argv.slice(2);
process.stdin.resume();
process.stdin.on("end", () => process.exit(0));
process.stdin.on("error", () => process.exit(0));

const modules = (name) => require(require.resolve(name, { paths: [folder] }));
const core = modules("@vendure/core");
const { populate } = modules("@vendure/core/cli");

const files = fs.mkdtempSync(path.join(os.tmpdir(), "vendure-files-"));
process.on("exit", () => fs.rmSync(files, { recursive: true, force: true }));

// A shop of a seller has a plugin for its pictures; a folder does for tests.
const storage = {
  writeFileFromBuffer: async (name, data) => {
    const target = path.join(files, path.basename(name));
    await fs.promises.writeFile(target, data);
    return path.basename(name);
  },
  writeFileFromStream: (name, data) =>
    new Promise((resolve, reject) => {
      const target = path.basename(name);
      data.pipe(fs.createWriteStream(path.join(files, target))).on("finish", () => resolve(target)).on("error", reject);
    }),
  readFileToBuffer: (name) => fs.promises.readFile(path.join(files, name)),
  readFileToStream: async (name) => fs.createReadStream(path.join(files, name)),
  deleteFile: (name) => fs.promises.rm(path.join(files, name), { force: true }),
  fileExists: async (name) => fs.existsSync(path.join(files, name)),
  toAbsoluteUrl: (request, name) => `http://127.0.0.1:${port}/pictures/${name}`,
};

const preview = { generatePreviewImage: async (context, mimeType, data) => data };

const payment = (name, settles) => ({
  name,
  handler: { code: "dummy-payment-handler", arguments: [{ name: "automaticSettle", value: String(settles) }] },
});

const config = {
  apiOptions: { hostname: "127.0.0.1", port: Number(port), adminListQueryLimit: 100 },
  authOptions: {
    tokenMethod: ["bearer", "cookie"],
    superadminCredentials: { identifier: "superadmin", password: "superadmin" },
    cookieOptions: { secret: "only for tests" },
    // Logging in is not what is tested: as cheap as it can be.
    passwordHashingStrategy: new core.BcryptPasswordHashingStrategy(4),
    requireVerification: false,
  },
  dbConnectionOptions: {
    type: "postgres",
    host,
    port: Number(databasePort),
    username,
    password,
    database,
    synchronize: true,
  },
  assetOptions: { assetStorageStrategy: storage, assetPreviewStrategy: preview },
  paymentOptions: { paymentMethodHandlers: [core.dummyPaymentHandler] },
  logger: new core.DefaultLogger({ level: core.LogLevel.Error }),
  importExportOptions: { importAssetsDir: files },
  plugins: [],
};

const shop = {
  defaultLanguage: core.LanguageCode.en,
  defaultZone: "Europe",
  countries: [{ code: "GB", name: "United Kingdom", zone: "Europe" }],
  taxRates: [{ name: "Standard", percentage: 20 }],
  shippingMethods: [{ name: "Second class", price: 395 }],
  paymentMethods: [payment("Card", true), payment("Later", false)],
  collections: [],
};

populate(() => core.bootstrap(config), shop).then(
  () => process.stdout.write(`ready ${process.pid}\n`),
  (error) => {
    process.stderr.write(`${error.stack}\n`);
    process.exit(1);
  },
);
