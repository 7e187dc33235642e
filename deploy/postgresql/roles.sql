-- Hai vai trò của PostgreSQL, tạo một lần bằng quản trị máy chủ cơ sở dữ liệu:
--
--   psql -v ON_ERROR_STOP=1 -v owner=nghi_quyet_owner -v app=nghi_quyet_app \
--        -v database=nghi_quyet -f roles.sql postgres
--
-- Chủ sở hữu chạy migrate và các lệnh bảo trì; ứng dụng chỉ đọc và ghi, không tạo, sửa, làm rỗng hay
-- xóa được bảng, trigger, hàm nào. Đặt mật khẩu sau đó bằng \password, mỗi vai trò một mật khẩu.
CREATE ROLE :"owner" LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE;
CREATE ROLE :"app" LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS;
ALTER DATABASE :"database" OWNER TO :"owner";
REVOKE ALL ON DATABASE :"database" FROM PUBLIC;
GRANT CONNECT ON DATABASE :"database" TO :"app";
\connect :"database"
ALTER SCHEMA public OWNER TO :"owner";
REVOKE ALL ON SCHEMA public FROM PUBLIC;
