"""Makes the files of this folder with what others use: DuckDB, pandas, PyArrow. Run in this folder."""
from decimal import Decimal as D

import duckdb
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

c = duckdb.connect()
c.execute("""COPY (SELECT '某局' AS 单位, 2023 AS 年度, 12.50::DECIMAL(18,2) AS "公开01表.r1.金额", NULL::DECIMAL(18,2) AS "公开01表.r2.金额", '空白' AS "公开01表.r2.金额#状态",
 [{'编码':'201','级':1,'上级':NULL::INT,'名称':'一般公共服务支出','本年收入合计':7.25::DECIMAL(18,2)},{'编码':'20101','级':2,'上级':0,'名称':'人大事务','本年收入合计':NULL}] AS 收入决算表, 3::BIGINT AS "#标志", 'x' AS "#说明"
 UNION ALL SELECT '乙局',2022,NULL,3.10,NULL,[],NULL,NULL) TO 'duckdb.parquet' (FORMAT parquet, COMPRESSION snappy, ROW_GROUP_SIZE 8192)""")
c.execute("COPY (SELECT * FROM 'duckdb.parquet') TO 'duckdb_zstd.parquet' (FORMAT parquet, COMPRESSION zstd)")
df = pd.DataFrame({'单位': ['甲', '乙'], '年度': [2023, 2023], '表.行.列': [1.5, 0.1], '表.行2.列': [1, 2], '表.行3.列': ['1,234.50', None]})
df.to_parquet('pandas.parquet', compression='snappy', row_group_size=8192)
t = pa.table({'单位': ['甲', '乙'], '年度': pa.array(['2023', '2024']),
              '表.行.列': pa.array([D('1.25'), None], pa.decimal128(38, 18)),
              '表.行2.列': pa.array([D('-3.5'), D('7')], pa.decimal128(9, 2)),
              '表': pa.array([[{'编码': '201', '栏': D('1.5')}], None],
                            pa.list_(pa.struct([('编码', pa.string()), ('栏', pa.decimal128(18, 4))])))})
pq.write_table(t, 'pyarrow.parquet', compression='none', data_page_version='1.0')
