/**
 * A dissector of GMP for tshark, in Lua, made from our layout tables: the fields at constant places of both families, the
 * option as octets, the mnemonic of the type, and ports learned from SAREQ. So tshark can run the very filters that we run.
 * It does less than ours (no TLVs, no members, no checksum, no findings), which makes it the faster one.
 *
 *   node test/bench/lua-dissector.mjs > gmp.lua      tshark -X lua_script:gmp.lua …
 */
import { MM, SM } from '../../dist/dissectors/gmp-family.js';
import { gmpMmTable } from '../../dist/dissectors/gmp-mm-tables.js';
import {
  GMP_HEADER,
  GMP_PORT,
  gmpCode,
  MM_TYPE_NAMES,
  SM_TYPE_NAMES,
} from '../../dist/dissectors/gmp-names.js';
import { gmpSmTable } from '../../dist/dissectors/gmp-sm-tables.js';
import { fixedFields } from '../../dist/src/layout/readers.js';

const variable = (name) => name.replaceAll('.', '_');

/** A ProtoField of a field at a constant place. */
function protoField({ item, bit, bits }) {
  const args = [JSON.stringify(item.name), JSON.stringify(item.title)];
  if (item.kind === 'ipv4') return `ProtoField.ipv4(${args})`;
  const octets = ((bit & 7) + bits + 7) >> 3;
  const width = octets * 8;
  const shift = width - (bit & 7) - bits;
  if (item.kind === 'flag') return `ProtoField.bool(${args},${width},nil,${2 ** shift})`;
  const mask = bits === width ? '' : `,nil,${(2 ** bits - 1) * 2 ** shift}`;
  return `ProtoField.uint${width}(${args},base.DEC${mask})`;
}

const adds = (header) =>
  fixedFields(header)
    .map(({ item, bit, bits }) => {
      const octets = ((bit & 7) + bits + 7) >> 3;
      return `  t:add(f.${variable(item.name)},buf(${bit >> 3},${octets}))`;
    })
    .join('\n');

const names = (table) =>
  `{${Object.entries(table)
    .map(([code, name]) => `[${code}]=${JSON.stringify(name)}`)
    .join(',')}}`;

/** The dissector's text. */
export function luaDissector() {
  const fields = new Map();
  for (const table of [gmpSmTable, gmpMmTable])
    for (const field of fixedFields(table)) fields.set(field.item.name, protoField(field));
  fields.set('gmp.type', 'ProtoField.string("gmp.type","Type")');
  fields.set('gmp.option', 'ProtoField.bytes("gmp.option","Option")');
  fields.set('gmp.mm_port', 'ProtoField.uint16("gmp.mm_port","MM port of the client",base.DEC)');
  const families = ['sm', 'mm'].map(
    (name) => `f.gmp_${name}=ProtoField.none("gmp.${name}","${name.toUpperCase()}")`,
  );
  return `local p=Proto("gmp","Group Management Protocol")
local f=p.fields
${[...fields].map(([name, field]) => `f.${variable(name)}=${field}`).join('\n')}
${families.join('\n')}
local names={[${SM}]=${names(SM_TYPE_NAMES)},[${MM}]=${names(MM_TYPE_NAMES)}}
local ports=DissectorTable.get("udp.port")
local learned={}
function p.dissector(buf,pinfo,tree)
  local length=buf:len()
  if length<${GMP_HEADER} then return 0 end
  pinfo.cols.protocol="GMP"
  local t=tree:add(p,buf())
  local family=bit.rshift(buf(1,1):uint(),6)
  if family==0 then
  local code=buf(1,1):uint()
  local name=names[${SM}][code]
  if name then t:add(f.gmp_type,buf(1,1),name) end
  t:add(f.gmp_sm,buf())
${adds(gmpSmTable)}
  if code==${gmpCode('SAREQ')} and length>=${GMP_HEADER + 4} then
    local port=buf(${GMP_HEADER},2):uint()
    t:add(f.gmp_mm_port,buf(${GMP_HEADER},2))
    if port>0 and not learned[port] then learned[port]=true; ports:add(port,p) end
  end
  elseif family<3 then
  local name=names[${MM}][bit.band(buf(0,1):uint(),15)]
  if name then t:add(f.gmp_type,buf(0,1),name) end
  t:add(f.gmp_mm,buf())
${adds(gmpMmTable)}
  end
  if length>${GMP_HEADER} then t:add(f.gmp_option,buf(${GMP_HEADER})) end
  return length
end
ports:add(${GMP_PORT},p)
`;
}

if (process.argv[1]?.endsWith('lua-dissector.mjs')) process.stdout.write(luaDissector());
