import type { LookupAddress } from 'node:dns';
import { expect, test } from 'vitest';
import { createAddressGuard } from './guard-address.ts';

const guard = createAddressGuard({ allowLoopback: false });
const local = createAddressGuard({ allowLoopback: true });

test.each([
  'https://hooks.example.com/pilotzone?of=1',
  'https://93.184.216.34/',
  'https://[2606:2800:220:1:248:1893:25c8:1946]:8443/x',
])('%s may be called', (url) => {
  expect(guard.checkUrl(url).href).toBe(url);
});

test.each([
  ...['http://hooks.example.com/', 'ftp://hooks.example.com/', 'file:///etc/passwd', 'nonsense'],
  ...['https://user:secret@hooks.example.com/', 'https://hooks.example.com/#part'],
  // One address in every notation that a browser or a library reads.
  ...['https://127.0.0.1/', 'https://2130706433/', 'https://0x7f.1/', 'https://0177.0.0.1/'],
  ...['https://127.1/', 'https://１２７.0.0.1/', 'https://[::ffff:127.0.0.1]/', 'https://[::1]/'],
  ...['https://0.0.0.0/', 'https://10.1.2.3/', 'https://172.31.255.255/', 'https://192.168.0.1/'],
  ...['https://169.254.169.254/latest/meta-data/', 'https://100.64.0.1/', 'https://198.18.0.1/'],
  ...['https://224.0.0.1/', 'https://255.255.255.255/', 'https://240.0.0.1/'],
  ...['https://[fe80::1]/', 'https://[fd00::1]/', 'https://[::]/', 'https://[ff02::1]/'],
  // IPv6 that leads to an IPv4 address: mapped, translated, 6to4, Teredo.
  ...['https://[::ffff:10.0.0.1]/', 'https://[64:ff9b::a00:1]/', 'https://[2002:a00:1::]/'],
  ...['https://[2001:0:a00:1::]/', 'https://[2001:db8::1]/'],
])('%s is refused, and says why', (url) => {
  expect(() => guard.checkUrl(url)).toThrow(/^this address cannot be called: \S/);
});

test('receivers on this machine are called where that is set, and nothing else inside', () => {
  expect(local.checkUrl('http://127.0.0.1:9000/x').port).toBe('9000');
  expect(local.checkUrl('http://localhost:9000/').hostname).toBe('localhost');
  for (const url of ['http://10.0.0.1/', 'https://192.168.1.1/', 'http://hooks.example.com/'])
    expect(() => local.checkUrl(url)).toThrow('cannot be called');
});

function lookUp(addresses: LookupAddress[], all = true) {
  const guarded = createAddressGuard({ allowLoopback: false }, (_host, done) =>
    done(null, addresses),
  );
  return new Promise((resolve, reject) => {
    guarded.lookup('hooks.example.com', { all }, (error, address) =>
      error ? reject(error) : resolve(address),
    );
  });
}

test('a name is called at the addresses that were looked at', async () => {
  const addresses = [{ address: '93.184.216.34', family: 4 }];
  await expect(lookUp(addresses)).resolves.toEqual(addresses);
  await expect(lookUp(addresses, false)).resolves.toBe('93.184.216.34');
});

test.each(['127.0.0.1', '10.0.0.7', '169.254.169.254', '::1', 'fd00::7', '::ffff:127.0.0.1'])(
  'a name that also stands for %s is not called',
  async (address) => {
    const addresses = [
      { address: '93.184.216.34', family: 4 },
      { address, family: address.includes(':') ? 6 : 4 },
    ];
    await expect(lookUp(addresses)).rejects.toThrow(`stands for ${address}, inside a network`);
  },
);

test('a name that nobody knows is not called, and says so', async () => {
  const resolver = createAddressGuard({ allowLoopback: false });
  const answer = new Promise((resolve) => {
    resolver.lookup('hook.invalid', { all: true }, (error) => resolve(error));
  });
  // RFC 6761: no resolver knows this name; without a network none knows any.
  await expect(answer).resolves.toMatchObject({
    code: expect.stringMatching(/ENOTFOUND|EAI_AGAIN/),
  });
});
