create table single_window.goods_filing (
  zone_code text not null,
  participant_code text not null,
  item_no text not null,
  version integer not null,
  hs_code text not null,
  name text not null,
  name_en text not null,
  model text not null,
  origin text not null,
  unit text not null,
  unit1 text not null,
  unit2 text,
  bar_code text not null,
  is_withdrawn boolean not null,
  filed_at timestamptz not null,
  filed_by text not null,
  constraint goods_filing_pkey primary key (zone_code, participant_code, item_no, version)
);

comment on table single_window.goods_filing is
  'Goods that an enterprise has filed (商品备案): every version, append-only; the highest counts';
comment on column single_window.goods_filing.item_no is 'The enterprise''s own number (企业商品货号)';
comment on column single_window.goods_filing.is_withdrawn is 'The enterprise trades them no more; a later version takes them up again';
comment on column single_window.goods_filing.filed_by is 'Name of the person or API key';
